import { expect, it } from 'vitest';
import { addresses } from '../../../../src/checks/addresses/addresses.ts';
import type { CheckedNode } from '../../../../src/checks/check.ts';
import type { InterfaceAddress, LinkName } from '../../../../src/net/index.ts';
import { found, NODE } from '../support.ts';

const withAddress = (dev: string, bridge: string): CheckedNode => ({
  ...NODE,
  network: { ...NODE.network, bridge: bridge as LinkName },
  observed: [
    { kind: 'address', dev: dev as LinkName, address: '192.168.1.1/24' as InterfaceAddress },
  ] as CheckedNode['observed'],
});

it('tells an address on the pod bridge that is not of the pod network', async () => {
  expect(await found(addresses, withAddress('cni0', 'cni0'), {})).toMatchObject([
    { severity: 'warning', hint: expect.stringContaining('ip address del 192.168.1.1/24 dev cni0') },
  ]);
});

it('does not advise to delete the addresses of the uplink, where a CNI conf names it as bridge', async () => {
  expect(await found(addresses, withAddress('eth0', 'eth0'), {})).toEqual([]);
});
