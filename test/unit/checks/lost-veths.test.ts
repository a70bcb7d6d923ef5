import { expect, it } from 'vitest';
import { lostVeths } from '../../../src/checks/cni/lost-veths.ts';
import { DEFAULT_CNI_CONF } from '../../../src/config/index.ts';
import { found, NODE } from './support.ts';

const SET_UP = { ...NODE, network: { ...NODE.network, cniConf: JSON.stringify(DEFAULT_CNI_CONF) } };

interface Pod {
  readonly isGone?: boolean;
  readonly netns?: string | undefined;
  readonly hostLinks?: readonly string[];
}

const told = async (links: readonly string[], ...pods: readonly Pod[]): Promise<string[]> => {
  const facts = {
    'CNI attachments': pods.map(({ isGone = false, ...pod }, i) => ({
      network: DEFAULT_CNI_CONF.name,
      container: `c${i}`,
      addresses: [`10.244.1.${i + 2}/24`],
      ...('netns' in pod ? {} : { netns: '/run/netns/x' }),
      isGone,
    })),
    'interfaces of pods': pods.map(({ hostLinks }, i) => ({
      container: `c${i}`,
      ifName: 'eth0',
      addresses: [`10.244.1.${i + 2}/24`],
      hostLinks: hostLinks ?? ['cni0', `veth${i}`],
    })),
    links: links.map((ifname) => ({ ifname })),
  };
  return (await found(lostVeths, SET_UP, facts)).map(({ message, evidence = [] }) =>
    [message, ...evidence].join('; '),
  );
};

it('names the addresses of running pods whose links are gone', async () => {
  expect(await told(['cni0', 'veth1'], {}, {}, {})).toEqual([
    '2 pods have lost the link to this node: 10.244.1.2, 10.244.1.4; c0: ip link show has no veth0; c2: ip link show has no veth2',
  ]);
  expect(await told([], {})).toEqual([
    '1 pod has lost the link to this node: 10.244.1.2; c0: ip link show has no veth0',
  ]);
});

it.each<[string, Pod]>([
  ['its network namespace is gone, too', { isGone: true }],
  ['nobody knows its network namespace', { netns: undefined }],
  ['it had no link of its own', { hostLinks: ['cni0'] }],
  ['another of its links is there', { hostLinks: ['cni0', 'veth8', 'eth0'] }],
])('tells nothing of a pod where %s', async (_, pod) => {
  expect(await told(['cni0', 'eth0'], pod)).toEqual([]);
});
