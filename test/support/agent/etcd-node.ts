import { execa } from 'execa';
import type { AgentReport, StatusDocument } from '../../../src/generated/types.d.ts';
import type { Host } from '../host/netns.ts';
import { netConf, readIn } from '../host/node.ts';
import { type EtcdMember, type EtcdSetUp, startEtcd } from '../stores/etcd.ts';
import { leaseText, vxlanData } from '../stores/leases.ts';
import { type Running, start, until } from '../transactions/running.ts';

const PREFIX = '/coreos.com/network';

export const CONFIG_KEY = `${PREFIX}/config`;

/** The key of a subnet's record: `10.244.2.0-24`, or the number of a node. */
export const keyOf = (subnet: number | string): string =>
  `${PREFIX}/subnets/${typeof subnet === 'number' ? `10.244.${subnet}.0-24` : subnet}`;

/** The record of a node by number, with whatever is to differ. */
export const recordOf = (n: number, change: object = {}): string =>
  leaseText(`192.168.77.${n}`, vxlanData(n), change);

export const putPeer = async ({ ctl }: EtcdMember, n: number, change?: object): Promise<unknown> =>
  ctl('put', keyOf(n), recordOf(n, change));

export const CONF = netConf({ EnableNFTables: true });

/** Members of etcd in a host, with the net-conf in them. */
export async function etcdIn(
  { netns }: Host,
  members = 1,
  setUp: EtcdSetUp = {},
): Promise<readonly [EtcdMember, ...EtcdMember[]]> {
  const [first, ...others] = await startEtcd(members, { netns, ...setUp });
  if (first === undefined) throw new Error('no member was started');
  await first.ctl('put', CONFIG_KEY, CONF);
  return [first, ...others];
}

/** Starts an agent that follows etcd. */
export const followEtcd = (
  host: Host,
  members: readonly EtcdMember[],
  more: readonly string[] = [],
  node = 'n1',
): Running =>
  start(host, [
    'agent',
    '--node',
    node,
    '--etcd-endpoints',
    members.map(({ url }) => url).join(','),
    '--ip-masq',
    '--healthz-port',
    '0',
    ...more,
  ]);

/** What the agent says of itself, as `status` shows it. */
export async function reportOf(host: Host): Promise<AgentReport> {
  const { stdout } = await host.flannelctl(['status', '--no-probe', '-o', 'json']);
  const { agent } = JSON.parse(stdout) as StatusDocument;
  if (agent?.report === undefined) throw new Error('there is no report');
  return agent.report;
}

/** The records in etcd, by key. */
export async function recordsIn({ ctl }: EtcdMember): Promise<ReadonlyMap<string, string>> {
  const { kvs = [] } = JSON.parse(await ctl('get', '--prefix', `${PREFIX}/subnets/`, '-w', 'json')) as {
    kvs?: readonly { readonly key: string; readonly value: string }[];
  };
  const text = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8');
  return new Map(kvs.map(({ key, value }) => [text(key), text(value)]));
}

/** Waits until a node has a record at an address. @returns its key and value */
export const leaseAt = async (member: EtcdMember, publicIP: string): Promise<readonly [string, string]> =>
  until(`a record of ${publicIP}`, async () =>
    [...(await recordsIn(member))].find(([, value]) => value.includes(`"PublicIP":"${publicIP}"`)),
  );

export const flannelMac = async ({ netns }: Host): Promise<string> => {
  const { stdout } = await execa('ip', ['-n', netns, '-j', 'link', 'show', 'flannel.1']);
  const [link] = JSON.parse(stdout) as readonly { readonly address: string }[];
  return link?.address ?? '';
};

/** Waits until a running agent has set its node up. */
export async function untilReady(host: Host): Promise<void> {
  await until('the agent is ready', async () => {
    const text = await readIn(host, 'run/flannelctl/agent.json').catch(() => '{}');
    const { ready, ended } = JSON.parse(text) as Partial<AgentReport>;
    return ready === true && ended === undefined;
  });
}

/** Waits until an agent's log has some words. */
export const untilSaid = async (agent: Running, words: string): Promise<void> => {
  await until(`the log says: ${words}`, async () => agent.said().includes(words));
};
