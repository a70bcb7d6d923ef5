import { expect, it } from 'vitest';
import { duplicates } from '../../../../src/checks/addresses/duplicates.ts';
import { passingAddress } from '../../../../src/checks/addresses/passing.ts';
import { publicNetwork } from '../../../../src/checks/addresses/public-network.ts';
import { sameEverywhere } from '../../../../src/checks/addresses/same-everywhere.ts';
import { sharedNetwork } from '../../../../src/checks/addresses/shared-network.ts';
import type { Address, Prefix } from '../../../../src/net/index.ts';
import { DUAL, EXAMPLE, IPV4, IPV6 } from '../../../support/example-node.ts';
import { found, NODE } from '../support.ts';

const DUAL_NODE = { ...NODE, network: DUAL };

const inet = (local: string, prefixlen: number, more: object = {}) => ({
  ...{ family: local.includes(':') ? 'inet6' : 'inet', local, prefixlen, scope: '0' },
  ...more,
});

const link = (ifname: string, ...addr_info: readonly object[]) => ({ ifname, flags: ['UP'], addr_info });

it('tells an address that another host has', async () => {
  const links = [link('eth0', inet(IPV6.local, 64, { dadfailed: true }))];
  expect(await found(duplicates, DUAL_NODE, { links })).toMatchObject([
    {
      effect: 'outage',
      message: `another host has the address ${IPV6.local} of eth0 too, and the kernel does not use it here`,
    },
  ]);
});

it.each([
  ['it is in use', DUAL_NODE, link('eth0', inet(IPV6.local, 64))],
  ['it is link-local', DUAL_NODE, link('eth0', inet('fe80::1', 64, { dadfailed: true, scope: '253' }))],
  ['it is on a foreign link', DUAL_NODE, link('eth9', inet('fd00::9', 64, { dadfailed: true }))],
  ['the network has no IPv6', NODE, link('eth0', inet(IPV6.local, 64, { dadfailed: true }))],
])('says nothing of an address where %s', async (_, node, of) => {
  expect(await found(duplicates, node, { links: [of] })).toEqual([]);
});

it.each([
  ['temporary', { temporary: true, deprecated: true }],
  ['deprecated', { deprecated: true }],
])('tells an address of the uplink that is %s', async (word, flags) => {
  const links = [link('eth0', inet(IPV6.local, 64, flags))];
  expect(await found(passingAddress, DUAL_NODE, { links })).toMatchObject([
    { evidence: [`ip address show eth0: ${IPV6.local} ${word}`] },
  ]);
});

it('says nothing of addresses that peers do not send to', async () => {
  const links = [
    link('eth0', inet(IPV6.local, 64), inet('fd00::77', 64, { temporary: true })),
    link('eth1', inet(IPV6.local, 64, { deprecated: true })),
  ];
  expect(await found(passingAddress, DUAL_NODE, { links })).toEqual([]);
});

it("tells VirtualBox's address", async () => {
  const at = (local: string) => ({
    ...NODE,
    network: { ...EXAMPLE, families: [{ ...IPV4, local: local as Address }] },
  });
  expect(await found(sameEverywhere, at('10.0.2.15'), {})).toHaveLength(1);
  expect(await found(sameEverywhere, at('10.0.2.16'), {})).toEqual([]);
});

const ETH0 = link('eth0', inet(IPV4.local, 24));

it("tells a second link on the uplink's network", async () => {
  expect(
    await found(sharedNetwork, NODE, { links: [ETH0, link('eth1', inet('192.168.1.77', 25))] }),
  ).toMatchObject([
    { message: 'eth1 (192.168.1.77) and the uplink eth0 (192.168.1.1) are on one network, 192.168.1.0/24' },
  ]);
});

it.each([
  ['is on another network', link('eth1', inet('192.168.2.7', 24))],
  ['has a single address', link('lo', inet('192.168.1.77', 32))],
  ['is down', { ...link('eth1', inet('192.168.1.77', 24)), flags: [] }],
  ['is the pod bridge', link('cni0', inet('192.168.1.77', 24))],
])('says nothing of a link that %s', async (_, other) => {
  expect(await found(sharedNetwork, NODE, { links: [ETH0, other] })).toEqual([]);
});

it('tells a pod network of the Internet', async () => {
  const of = async (network: string) =>
    found(
      publicNetwork,
      {
        ...NODE,
        network: {
          ...EXAMPLE,
          families: [{ ...IPV4, network: { ...IPV4.network, network: network as Prefix } }],
        },
      },
      {},
    );
  expect(await of('8.8.0.0/16')).toMatchObject([
    { message: 'the pod network 8.8.0.0/16 is not a private one' },
  ]);
  for (const network of ['10.244.0.0/16', '172.20.0.0/14', '192.168.0.0/17', '100.64.0.0/11'])
    expect(await of(network)).toEqual([]);
  expect(await of('172.16.0.0/11')).toHaveLength(1);
  expect(await found(publicNetwork, DUAL_NODE, {})).toEqual([]);
});
