import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Got, Wanted } from '../../support/agent/acquire.ts';
import { etcdIn, recordsIn } from '../../support/agent/etcd-node.ts';
import { bundleFunctions, type Callable } from '../../support/host/inside.ts';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { netConf } from '../../support/host/node.ts';
import type { EtcdMember } from '../../support/stores/etcd.ts';

const NODES = 50;

let functions: Callable;
beforeAll(async () => {
  functions = await bundleFunctions({ acquireAll: '../test/support/agent/acquire.ts' });
});
afterAll(async () => functions.remove());

/** A host with an address for each of some nodes, and an etcd that has no lease yet. */
async function emptyStore(nodes: number): Promise<{ host: Host; etcd: EtcdMember; publicIPs: string[] }> {
  const host = await freshHost();
  const publicIPs = Array.from({ length: nodes }, (_, i) => `192.168.77.${i + 1}`);
  const lines = publicIPs.slice(1).map((address) => `address add ${address}/24 dev eth0\n`);
  await host.sh('ip -batch -', lines.join(''));
  const [etcd] = await etcdIn(host);
  return { host, etcd, publicIPs };
}

async function acquire({ netns, root }: Host, wanted: Omit<Wanted, 'root'>): Promise<readonly Got[]> {
  const command = functions.command('acquireAll', { ...wanted, root: path.join(root, 'nothing') });
  return JSON.parse((await execa('ip', ['netns', 'exec', netns, ...command])).stdout) as readonly Got[];
}

const subnetsOf = (all: readonly Got[]): string[] =>
  all.map((got) => ('subnet' in got ? got.subnet : got.error)).sort();

/** Each node has a subnet of its own, of the network's; and a record of its own under that subnet's key. */
async function expectAllDiffer(etcd: EtcdMember, all: readonly Got[], possible: number): Promise<void> {
  const subnets = subnetsOf(all);
  expect(subnets.filter((subnet) => !/^10\.244\.\d+\.0\/24$/.test(subnet))).toEqual([]);
  expect(new Set(subnets).size).toBe(NODES);
  const thirds = subnets.map((subnet) => Number(subnet.split('.')[2]));
  expect(thirds.every((third) => third >= 1 && third <= possible)).toBe(true);
  const records = await recordsIn(etcd);
  expect([...records.keys()].map((key) => key.replace(/^.*\/(.*)-24$/, '$1/24')).sort()).toEqual(subnets);
  expect(new Set([...records.values()].map((value) => /"PublicIP":"(.*?)"/.exec(value)?.[1])).size).toBe(
    NODES,
  );
}

const networkOf = (subnets: number): string =>
  netConf({ EnableNFTables: true, SubnetMin: '10.244.1.0', SubnetMax: `10.244.${subnets}.0` });

test(`${NODES} nodes that start at once on an empty store get ${NODES} of 64 subnets`, async () => {
  const { host, etcd, publicIPs } = await emptyStore(NODES);
  const all = await acquire(host, { endpoint: etcd.url, netConf: networkOf(64), publicIPs });
  await expectAllDiffer(etcd, all, 64);
});

test(`${NODES} dual-stack nodes that start at once get ${NODES} of 64 IPv6 subnets, too`, async () => {
  const { host, etcd, publicIPs } = await emptyStore(NODES);
  const publicIPv6s = publicIPs.map((_, i) => `fd77::${(i + 1).toString(16)}`);
  const lines = publicIPv6s.map((address) => `address add ${address}/64 dev eth0 nodad\n`);
  await host.sh('ip -batch -', lines.join(''));
  const dual = {
    ...{ EnableIPv6: true, IPv6Network: 'fd00:244::/48' },
    ...{ IPv6SubnetMin: 'fd00:244:0:1::', IPv6SubnetMax: 'fd00:244:0:40::' },
  };
  const all = await acquire(host, { endpoint: etcd.url, netConf: netConf(dual), publicIPs, publicIPv6s });
  expect(new Set(subnetsOf(all)).size).toBe(NODES);
  const keys = [...(await recordsIn(etcd)).keys()];
  expect(keys).toHaveLength(NODES);
  expect(new Set(keys.map((key) => key.split('&')[1])).size).toBe(NODES);
});

test(`${NODES} nodes share the last ${NODES} subnets, and one more is told that none is left`, async () => {
  const { host, etcd, publicIPs } = await emptyStore(NODES + 1);
  const common = { endpoint: etcd.url, netConf: networkOf(NODES) };
  const all = await acquire(host, { ...common, publicIPs: publicIPs.slice(0, NODES) });
  await expectAllDiffer(etcd, all, NODES);
  const before = await recordsIn(etcd);
  expect(await acquire(host, { ...common, publicIPs: publicIPs.slice(NODES) })).toEqual([
    {
      error: `the network is full: all ${NODES} subnets of 10.244.0.0/16 are taken`,
      hint: 'Remove leases of nodes that are gone, or take a wider network for all nodes.',
    },
  ]);
  expect(await recordsIn(etcd)).toEqual(before);
});
