import { describe, expect, it } from 'vitest';
import type { CheckedNode } from '../../../src/checks/check.ts';
import { cniNetwork } from '../../../src/checks/cni/network/cni-network.ts';
import type { LinkName } from '../../../src/net/index.ts';
import { found, NODE } from './support.ts';

const of = async (plugin: object, network: Partial<CheckedNode['network']> = {}): Promise<string[]> => {
  const cniConf = JSON.stringify({ name: 'x', plugins: [plugin] });
  const all = await found(cniNetwork, { ...NODE, network: { ...NODE.network, ...network, cniConf } }, {});
  return all.map(({ severity, message }) => `${severity}: ${message}`);
};

const bridge = (ipam: object, more: object = {}) => ({ type: 'bridge', mtu: 1450, ...more, ipam });
const ranges = (subnet: string) => bridge({ type: 'host-local', ranges: [[{ subnet }]] });

describe('a CNI conf beside the network that is built', () => {
  it.each([
    ['flannel’s', { type: 'flannel' }],
    [
      'flannel’s with ranges, which it writes over',
      { type: 'flannel', ipam: { ranges: [[{ subnet: '10.244.2.0/24' }]] } },
    ],
    ['the range of this node', ranges('10.244.1.0/24')],
    ['a part of it, with host bits', ranges('10.244.1.129/25')],
    ['one that hands on to others', { type: 'multus' }],
  ])('is good: %s', async (_, plugin) => {
    expect(await of(plugin)).toEqual([]);
  });

  it.each([
    [
      'a peer’s range',
      ranges('10.244.2.0/24'),
      'error: the CNI conf gives pods addresses of 10.244.2.0/24, which n2 has; this node has 10.244.1.0/24',
    ],
    [
      'nobody’s range',
      ranges('10.244.9.0/24'),
      'error: the CNI conf gives pods addresses of 10.244.9.0/24, and this node has 10.244.1.0/24',
    ],
    [
      'a range as host-local’s own keys',
      bridge({ type: 'host-local', subnet: '10.244.9.0/24' }),
      'error: the CNI conf gives pods addresses of 10.244.9.0/24, and this node has 10.244.1.0/24',
    ],
    [
      'a range outside',
      ranges('172.31.0.0/24'),
      'warning: the CNI conf gives pods addresses of 172.31.0.0/24, outside the pod network: peers do not answer them',
    ],
    [
      'another gateway',
      bridge({ type: 'host-local', subnet: '10.244.1.0/24', gateway: '10.244.1.254' }),
      'warning: the CNI conf has 10.244.1.254 for the gateway of pods, and cni0 has 10.244.1.1',
    ],
    [
      'other addresses',
      bridge({ type: 'dhcp' }),
      "warning: the CNI conf has pods' addresses given by dhcp, and peers send to this node what is of 10.244.1.0/24",
    ],
    [
      'too large an MTU',
      { type: 'flannel', delegate: { mtu: 9000 } },
      'warning: the CNI conf gives pods an MTU of 9000, and packets to peers can have 1450',
    ],
    [
      'the kernel’s MTU',
      { type: 'bridge' },
      'warning: the CNI conf gives pods an MTU of 1500, and packets to peers can have 1450',
    ],
    [
      'calico',
      { type: 'calico' },
      'warning: the CNI conf has pods attached by calico: no pod will be on cni0',
    ],
    [
      'a delegate that is no bridge',
      { type: 'flannel', delegate: { type: 'ipvlan' } },
      'warning: the CNI conf has pods attached by ipvlan: no pod will be on cni0',
    ],
  ])('is told of: %s', async (_, plugin, message) => {
    expect(await of(plugin)).toEqual([message]);
  });

  it('is refused where its bridge is the uplink', async () => {
    const plugin = { type: 'flannel', delegate: { bridge: 'eth0' } };
    expect(await of(plugin, { bridge: 'eth0' as LinkName })).toEqual([
      'error: the CNI conf puts pods on eth0, which is the uplink',
    ]);
  });
});
