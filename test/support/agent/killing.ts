import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import type { Host } from '../host/netns.ts';
import type { Snapshot } from '../host/snapshot.ts';
import { wiredHosts } from '../host/wire.ts';
import type { EtcdMember } from '../stores/etcd.ts';
import { vxlanData } from '../stores/leases.ts';
import { pidsIn, type Running, until } from '../transactions/running.ts';
import { etcdIn, followEtcd, keyOf, putPeer, untilReady } from './etcd-node.ts';
import { keptState, untilItIsReady, untilState } from './keeping.ts';

/** Two nodes and their store; the agent of the first is the one to be killed. */
export interface KillWorld {
  readonly host: Host;
  readonly etcd: EtcdMember;
  /** How the host is to be, whenever an agent is ready. */
  readonly state: Snapshot;
  /** How long an agent takes from its start until it is ready, in milliseconds. */
  readonly startMs: number;
}

const begin = ({ host, etcd }: Pick<KillWorld, 'host' | 'etcd'>): Running => followEtcd(host, [etcd]);

/** Takes everything that an agent has made off a host, as if it had just been installed. */
async function wipe({ host }: KillWorld): Promise<void> {
  await host.sh('ip link del flannel.1');
  await host.sh('ip link del cni0').catch(() => '');
  await host.sh('nft flush ruleset');
  await host.sh(`rm -r ${host.root}/run ${host.root}/var ${host.root}/etc`);
}

/** Lets peers come, go and move; those that there are in the end are those of the beginning. */
async function churn({ etcd }: KillWorld): Promise<void> {
  await putPeer(etcd, 4);
  await etcd.ctl('del', keyOf(3));
  await putPeer(etcd, 5);
  await etcd.ctl('del', keyOf(4));
  await putPeer(etcd, 3, { PublicIP: '192.168.77.33', BackendData: vxlanData(33) });
  await etcd.ctl('del', keyOf(5));
  await putPeer(etcd, 3);
}

const CHURN_MS = 400;
const RENEWAL_MS = 300;

async function killed(agent: Running): Promise<void> {
  agent.signal('SIGKILL');
  await agent.ended;
}

type WorkName = 'the first setup' | 'a start' | 'peers that come and go' | 'a renewal';

/** Kills an agent in some work, after a share of the time that the work takes. */
type Work = (world: KillWorld, agent: Running, share: number) => Promise<void>;

const WORKS: Readonly<Record<WorkName, Work>> = {
  'the first setup': async (world, agent, share) => {
    await killed(agent);
    await wipe(world);
    const next = begin(world);
    await sleep(share * 2 * world.startMs);
    await killed(next);
  },
  'a start': async (world, agent, share) => {
    await killed(agent);
    const next = begin(world);
    await sleep(share * world.startMs);
    await killed(next);
  },
  'peers that come and go': async (world, agent, share) => {
    const done = churn(world);
    await sleep(share * CHURN_MS);
    await killed(agent);
    await done;
  },
  // All is read again, and the lease is written for another day.
  'a renewal': async (_, agent, share) => {
    agent.signal('SIGHUP');
    await sleep(share * RENEWAL_MS);
    await killed(agent);
  },
};

/** Makes two nodes that reach each other. @returns them, and the agent of the first, which is ready */
export async function makeKillWorld(): Promise<{ readonly world: KillWorld; readonly agent: Running }> {
  const [host, two] = await wiredHosts();
  onTestFinished(async () => {
    for (const each of [host, two])
      await execa('kill', ['-KILL', ...(await pidsIn(each))], { reject: false });
  });
  const [etcd] = await etcdIn(two, 1, { address: '192.168.77.2' });
  for (const n of [1, 2, 3]) await putPeer(etcd, n);
  followEtcd(two, [etcd], [], 'n2');
  await untilReady(two);
  const first = begin({ host, etcd });
  await untilItIsReady(host, first);
  await until('n2 answers', async () =>
    host.sh('ping -c 1 -W 1 10.244.2.0').then(
      () => true,
      () => false,
    ),
  );
  await killed(first);
  const began = performance.now();
  const agent = begin({ host, etcd });
  await untilItIsReady(host, agent);
  const startMs = performance.now() - began;
  return { world: { host, etcd, startMs, state: await keptState(host) }, agent };
}

/**
 * Kills an agent at moments spread over a work, and starts it again each time; fails unless its host is right then.
 * @returns the agent that runs in the end, and how many were killed
 */
export async function killIn(
  work: WorkName,
  moments: number,
  world: KillWorld,
  running: Running,
): Promise<{ readonly agent: Running; readonly kills: number }> {
  let agent = running;
  let kills = 0;
  for (; kills < moments; kills += 1) {
    await WORKS[work](world, agent, (kills + 0.5) / moments);
    agent = begin(world);
    await untilItIsReady(world.host, agent);
    await untilState(world.host, world.state, `killed in ${work}, at moment ${kills} of ${moments}`);
  }
  return { agent, kills };
}

/** Sends a ping each 20 ms to the other node's network. @returns what ends it, and gives what it says */
export function pingOther({ host }: KillWorld): () => Promise<string> {
  const args = ['netns', 'exec', host.netns, 'ping', '-q', '-i', '0.02', '-W', '2', '10.244.2.0'];
  const ping = execa('ip', args, { reject: false });
  return async () => {
    ping.kill('SIGINT');
    return (await ping).stdout;
  };
}
