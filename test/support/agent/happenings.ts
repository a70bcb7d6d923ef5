import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { AgentReport } from '../../../src/generated/types.d.ts';
import type { Host } from '../host/netns.ts';
import { CONFLIST, readIn, SUBNET_ENV } from '../host/node.ts';
import type { EtcdMember } from '../stores/etcd.ts';
import { macOf, vxlanData } from '../stores/leases.ts';
import { type Running, until } from '../transactions/running.ts';
import { CONF, CONFIG_KEY, followEtcd, keyOf, putPeer } from './etcd-node.ts';
import { untilItIsReady } from './keeping.ts';

/** A node with its store and its agent, while things happen to all three. */
export interface Course {
  readonly host: Host;
  readonly etcd: EtcdMember;
  agent: Running;
  /** Where the store has its data now; where its newest backup is. */
  data: string;
  backup: string;
}

/** One thing that happens. @param n the number of a peer */
type Happening = (course: Course, n: number) => Promise<unknown>;

/** Begins a course: a store with this node and a peer, and an agent that has set its node up, and so knows its subnet. */
export async function beginCourse(host: Host, etcd: EtcdMember): Promise<Course> {
  for (const n of [1, 2]) await putPeer(etcd, n);
  const course = { host, etcd, agent: followEtcd(host, [etcd]), data: etcd.folder, backup: '' };
  await RECORDS['backup']?.(course, 0);
  await untilItIsReady(host, course.agent);
  return course;
}

const moved = (n: number) => ({
  PublicIP: `192.168.77.${n + 100}`,
  BackendData: vxlanData(n + 100),
});

const RECORDS: Readonly<Record<string, Happening>> = {
  put: async ({ etcd }, n) => putPeer(etcd, n),
  move: async ({ etcd }, n) => putPeer(etcd, n, moved(n)),
  delete: async ({ etcd }, n) => etcd.ctl('del', keyOf(n)),
  spoil: async ({ etcd }, n) => putPeer(etcd, n, { BackendData: { VNI: 1 } }),
  'delete this node': async ({ etcd }) => etcd.ctl('del', keyOf(1)),
  'overwrite this node': async ({ etcd }) => putPeer(etcd, 1, { BackendData: vxlanData(99) }),
  backup: async (course) => {
    course.backup = path.join(course.host.root, `backup-${Date.now()}.db`);
    await course.etcd.ctl('snapshot', 'save', course.backup);
  },
};

/** Ends the store's process, has its data changed, and starts it again. */
async function lose(course: Course, change: () => Promise<string>): Promise<void> {
  await course.etcd.signal('SIGKILL');
  course.data = await change();
  await course.etcd.start(course.data);
}

const STORES: Readonly<Record<string, Happening>> = {
  'the store is killed': async (course) => lose(course, async () => course.data),
  'the store is ended': async ({ etcd, data }) => etcd.signal('SIGTERM').then(async () => etcd.start(data)),
  'the store stands still': async ({ etcd }, n) => {
    await etcd.signal('SIGSTOP');
    await sleep(n * 300);
    await etcd.signal('SIGCONT');
  },
  'the store is restored': async (course) =>
    lose(course, async () => {
      const data = `${course.etcd.folder}-restored-${Date.now()}`;
      const { backup, etcd } = course;
      await execa('etcdctl', ['snapshot', 'restore', backup, '--data-dir', data, ...etcd.identity]);
      return data;
    }),
  'the store is emptied': async (course) => {
    await lose(course, async () => {
      await rm(course.data, { recursive: true });
      return course.data;
    });
    await course.etcd.ctl('put', CONFIG_KEY, CONF);
  },
  'the store is compacted': async ({ etcd }) => {
    const { header } = JSON.parse(await etcd.ctl('get', CONFIG_KEY, '-w', 'json')) as {
      readonly header: { readonly revision: number };
    };
    // It may be compacted up to there already.
    return etcd.ctl('compact', `${header.revision}`).catch(() => '');
  },
};

/** What is to be changed may not be there just now. */
const tried =
  (command: (n: number) => string): Happening =>
  async ({ host }, n) =>
    host.sh(command(n)).catch(() => '');

const DRIFTS: Readonly<Record<string, Happening>> = {
  'a route goes': tried((n) => `ip route del 10.244.${n}.0/24`),
  'the nexthops go': tried(() => 'ip nexthop flush proto 140'),
  'a neighbor goes': tried((n) => `ip neigh del 10.244.${n}.0 dev flannel.1`),
  'an FDB entry goes': tried((n) => `bridge fdb del ${macOf(n)} dev flannel.1`),
  'the rules go': tried(() => 'nft flush ruleset'),
  'flannel.1 goes': tried(() => 'ip link del flannel.1'),
  'flannel.1 is set down': tried(() => 'ip link set flannel.1 down'),
  'cni0 goes': tried(() => 'ip link del cni0'),
  'an address goes': tried(() => 'ip address flush dev flannel.1'),
  'forwarding is turned off': tried(() => 'sysctl -q -w net.ipv4.ip_forward=0'),
  'subnet.env goes': async ({ host }) => rm(path.join(host.root, SUBNET_ENV), { force: true }),
  'the CNI conf is edited': async ({ host }) => {
    const file = path.join(host.root, CONFLIST);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) await writeFile(file, text.replace('true', 'false'));
  },
};

/** The agent ends by a signal, and is started again. */
const endedBy =
  (signal: NodeJS.Signals): Happening =>
  async (course) => {
    course.agent.signal(signal);
    await course.agent.ended;
    course.agent = followEtcd(course.host, [course.etcd]);
  };

/** The process whose report there is. */
const agentOf = async (host: Host): Promise<number | undefined> =>
  readIn(host, 'run/flannelctl/agent.json').then(
    (text) => (JSON.parse(text) as Partial<AgentReport>).pid,
    () => undefined,
  );

const AGENTS: Readonly<Record<string, Happening>> = {
  'the agent is killed': endedBy('SIGKILL'),
  'the agent is ended': endedBy('SIGTERM'),
  // Until it has begun, SIGHUP ends it as any other program.
  'the agent reads again': async ({ host, agent }) => {
    await until('the agent has begun', async () => (await agentOf(host)) === agent.pid);
    agent.signal('SIGHUP');
  },
};

export const HAPPENINGS = { ...RECORDS, ...STORES, ...DRIFTS, ...AGENTS };
