import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import { freePorts } from './free-ports.ts';

/** A member of etcd. */
export interface EtcdMember {
  readonly url: string;
  readonly folder: string;
  /** The flags of `etcdctl snapshot restore` that make it this member again. */
  readonly identity: readonly string[];
  /** Sends a signal; with SIGKILL and SIGTERM waits until it has ended. */
  readonly signal: (name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL' | 'SIGTERM') => Promise<void>;
  /** Starts it again, in the same or another data folder, and waits until it serves. */
  readonly start: (dataFolder?: string) => Promise<void>;
  /** Runs etcdctl against it, plainly. */
  readonly ctl: (...args: readonly string[]) => Promise<string>;
  /** Writes a value of any length. */
  readonly put: (key: string, value: string) => Promise<unknown>;
}

export interface EtcdSetUp {
  /** Flags besides those for addresses and the data. */
  readonly flags?: readonly string[];
  readonly scheme?: 'http' | 'https';
  /** The network namespace that it runs in; absent: the machine's own. */
  readonly netns?: string;
  /** Where it answers; absent: 127.0.0.1. */
  readonly address?: string;
}

/** Starts a cluster, which ends with the test. Its data is in memory, because every write of etcd's is synced. */
export async function startEtcd(members = 1, setUp: EtcdSetUp = {}): Promise<readonly EtcdMember[]> {
  const root = await mkdtemp('/dev/shm/flannelctl-etcd-');
  const ports = await freePorts(2 * members);
  const peers = Array.from({ length: members }, (_, i) => `m${i}=http://127.0.0.1:${ports[2 * i]}`);
  const all = peers.map((peer, i) =>
    memberOf(path.join(root, `m${i}`), peer, peers, ports[2 * i + 1] ?? 0, setUp),
  );
  onTestFinished(async () => {
    await Promise.all(all.map(async (member) => member.signal('SIGKILL')));
    await rm(root, { recursive: true });
  });
  await Promise.all(all.map(async (member) => member.start()));
  return all;
}

/** A word of a command can't be longer than 128 KiB. */
const LONGEST_WORD = 100_000;

/** One member. */
export async function startOneEtcd(setUp: EtcdSetUp = {}): Promise<EtcdMember> {
  const [member] = await startEtcd(1, setUp);
  if (member === undefined) throw new Error('no member was started');
  return member;
}

function memberOf(
  folder: string,
  peer: string,
  peers: readonly string[],
  port: number,
  { flags = [], scheme = 'http', netns, address = '127.0.0.1' }: EtcdSetUp,
): EtcdMember {
  const url = `${scheme}://${address}:${port}`;
  const via = netns === undefined ? [] : ['ip', 'netns', 'exec', netns];
  const [name = '', peerUrl = ''] = peer.split('=');
  const addresses = {
    name,
    'listen-client-urls': url,
    'advertise-client-urls': url,
    'listen-peer-urls': peerUrl,
    'initial-advertise-peer-urls': peerUrl,
    'initial-cluster': peers.join(','),
    'heartbeat-interval': '50',
    'election-timeout': '500',
  };
  const identity = [
    '--name',
    name,
    '--initial-cluster',
    peers.join(','),
    '--initial-advertise-peer-urls',
    peerUrl,
  ];
  const args = [...Object.entries(addresses).flatMap(([key, value]) => [`--${key}`, value]), ...flags];
  const ctl = async (words: readonly string[], input?: string): Promise<string> => {
    const [file = '', ...rest] = [...via, 'etcdctl', '--endpoints', url, ...words];
    return (await execa(file, rest, input === undefined ? {} : { input })).stdout;
  };
  let child: ChildProcess | undefined;
  return {
    url,
    folder,
    identity,
    start: async (dataFolder = folder) => {
      child = await started([...via, 'etcd', ...args, '--data-dir', dataFolder]);
    },
    signal: async (signal) => {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      if (signal === 'SIGKILL' || signal === 'SIGTERM') await ended;
    },
    ctl: async (...words) => ctl(words),
    put: async (key, value) =>
      value.length < LONGEST_WORD ? ctl(['put', '--', key, value]) : ctl(['put', '--', key], value),
  };
}

async function started([file = '', ...args]: readonly string[]): Promise<ChildProcess> {
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (piece: Buffer) => {
      said = (said + piece.toString('utf8')).slice(-4000);
      if (
        /ready to serve client requests|serving (in)?secure client requests|serving client traffic/.test(said)
      )
        resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`etcd ended before it was ready: ${said}`)));
  });
  return child;
}
