import { expect, it } from 'vitest';
import type { LinkName } from '../../../src/net/index.ts';
import { podLinksOf } from '../../../src/node/compare/pod-links.ts';

const veth = (ifname: string, master?: string) => ({
  ifname,
  linkinfo: { info_kind: 'veth' },
  ...(master && { master }),
});

const conf = (type: string): string => JSON.stringify({ name: 'cbr0', plugins: [{ type }] });

const LINKS = [
  veth('a', 'cni0'),
  veth('b'),
  veth('c', 'docker0'),
  veth('d'),
  { ifname: 'e', master: 'cni0' },
];
const PORTS = ['a', 'b', 'c', 'gone'].map((link) => ({ network: 'cbr0', link }));

it('pods are counted on the bridge, and named off it where CNI attached them', () => {
  const network = { bridge: 'cni0' as LinkName, cniConf: conf('bridge') };
  expect(podLinksOf(network, LINKS, [...PORTS, { network: 'other', link: 'd' }])).toEqual({
    attached: 1,
    detached: ['b', 'c'],
  });
});

it('a plugin without a bridge leaves no pod off it', () => {
  const network = { bridge: 'cni0' as LinkName, cniConf: conf('ptp') };
  expect(podLinksOf(network, LINKS, PORTS).detached).toEqual([]);
});
