import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { rolldown } from 'rolldown';
import type { HostEvent } from '../../../src/host/index.ts';
import { REPOSITORY } from '../cli/cli.ts';

/** A WatchInterest as JSON has it. */
export interface WatcherInterest {
  readonly root: string;
  readonly links: readonly string[];
  readonly uplink?: string;
  readonly networks: readonly string[];
  readonly engine?: 'nft' | 'iptables';
  /** Settings that are to have the values that they have. */
  readonly sysctls?: readonly string[];
  readonly paths?: readonly string[];
  /** Whether it is of interest only from SIGUSR2 on. */
  readonly isLate?: boolean;
}

export interface Burst {
  readonly events: readonly HostEvent[];
  readonly cause: string;
}

/** A process that watches a host. */
export interface Watcher {
  readonly pid: number;
  /** Every burst until now. */
  readonly bursts: () => readonly Burst[];
  /** The bursts since the last `settle`, after a pause in which late ones come in. */
  readonly quiet: () => Promise<readonly Burst[]>;
  /** Forgets the bursts until now, after such a pause. */
  readonly settle: () => Promise<void>;
  /** The bursts since the last `settle`, as soon as they satisfy a condition. */
  readonly until: (is: (bursts: readonly Burst[]) => boolean) => Promise<readonly Burst[]>;
  readonly end: (signal?: NodeJS.Signals) => Promise<void>;
}

/** What bursts tell of, each once: `link flannel.1 gone`, or the reason of an overrun. */
export const told = (bursts: readonly Burst[]): string[] => [
  ...new Set(
    bursts.flatMap(({ events }) =>
      events.map((event) => (event.type === 'overrun' ? event.reason : `${event.key} ${event.what}`)),
    ),
  ),
];

const MAIN = (source: string): string => `
import { readFileSync } from 'node:fs';
import { burstCause } from '${source}/host/monitor/cause.ts';
import { watchHost } from '${source}/host/monitor/watch.ts';
const given = JSON.parse(process.argv[2]);
const valueNow = (setting) => readFileSync('/proc/sys/' + setting, 'utf8').trim();
const sysctls = new Map((given.sysctls ?? []).map((setting) => [setting, valueNow(setting)]));
const interest = { paths: [], ...given, sysctls, links: new Set(given.links) };
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
const alive = setInterval(() => {}, 3_600_000);
const print = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
const watch = given.isLate ? watchHost(stop.signal) : watchHost(stop.signal, interest);
await watch.listening;
print({ events: [], cause: 'it listens' });
if (given.isLate) process.once('SIGUSR2', () => watch.setInterest(interest));
for await (const events of watch.bursts()) print({ events, cause: burstCause(events) });
clearInterval(alive);
`;

/** A program that watches: its first argument is the interest, and it prints a line for each burst. */
export async function bundleWatcher(): Promise<{
  readonly start: (
    netns: string,
    interest: WatcherInterest,
    env?: Readonly<Record<string, string>>,
  ) => Promise<Watcher>;
  readonly remove: () => Promise<void>;
}> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-watcher-'));
  const input = path.join(folder, 'entry.ts');
  const file = path.join(folder, 'watcher.mjs');
  await writeFile(input, MAIN(path.join(REPOSITORY, 'src')));
  const build = await rolldown({ input, platform: 'node', logLevel: 'warn' });
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  return {
    start: async (netns, interest, env = {}) => startWatcher(file, netns, interest, env),
    remove: async () => rm(folder, { recursive: true, force: true }),
  };
}

const SETTLE_MS = 150;
const PATIENCE_MS = 10_000;

async function startWatcher(
  file: string,
  netns: string,
  interest: WatcherInterest,
  env: Readonly<Record<string, string>>,
): Promise<Watcher> {
  const command = ['netns', 'exec', netns, process.execPath, file, JSON.stringify(interest)];
  const child = execa('ip', command, { reject: false, buffer: false, stderr: 'inherit', env });
  let bursts: Burst[] = [];
  createInterface(child.stdout).on('line', (line) => bursts.push(JSON.parse(line) as Burst));
  const until: Watcher['until'] = async (is) => {
    const end = Date.now() + PATIENCE_MS;
    while (!is(bursts)) {
      if (Date.now() > end) throw new Error(`the watcher only saw ${JSON.stringify(bursts)}`);
      await sleep(5);
    }
    return bursts;
  };
  await until(([first]) => first !== undefined);
  return {
    pid: child.pid ?? 0,
    bursts: () => bursts,
    quiet: async () => {
      await sleep(SETTLE_MS);
      return bursts;
    },
    settle: async () => {
      await sleep(SETTLE_MS);
      bursts = [];
    },
    until,
    end: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await child;
    },
  };
}
