import { readdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa, type Result } from 'execa';
import { test as base, expect } from 'vitest';
import { type JournalEntry, parseJournal } from '../../../src/reconcile/journal/journal-text.ts';
import type { CliResult } from '../cli/cli.ts';
import { commandIn, type Host, makeHost, type RunOptions } from '../host/netns.ts';
import { type Snapshot, snapshot, unordered } from '../host/snapshot.ts';

/** Tests that are given a host, also where they run side by side. */
export const test = base.extend<{ host: Host }>({
  host: async ({ onTestFinished }, use) => {
    const host = await makeHost();
    onTestFinished(async () => {
      await killAllIn(host);
      await host.remove();
    });
    await use(host);
  },
});

/** The processes in a host. */
export async function pidsIn({ netns }: Host): Promise<string[]> {
  const { stdout } = await execa('ip', ['netns', 'pids', netns]);
  return stdout.split('\n').filter(Boolean);
}

/** Nothing that a test has started in its host outlives it. */
async function killAllIn(host: Host): Promise<void> {
  const pids = await pidsIn(host);
  if (pids.length > 0) await execa('kill', ['-KILL', ...pids], { reject: false });
}

const PATIENCE_MS = 120_000;

/** Looks again and again until there is something to give; says what it waited for if there never is. */
export async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await sleep(20);
  }
}

/** A flannelctl that runs beside the test. */
export interface Running {
  /** Of flannelctl itself, since `ip netns exec` and `env` become what they run. */
  readonly pid: number;
  readonly signal: (name: NodeJS.Signals) => void;
  /** What it has said so far on stderr. */
  readonly said: () => string;
  /** How it ended; a signal as the status that shells make of it. */
  readonly ended: Promise<CliResult>;
}

const statusOf = ({ exitCode, signal }: Pick<Result, 'exitCode' | 'signal'>): number =>
  exitCode ?? 128 + os.constants.signals[signal ?? 'SIGKILL'];

/** Starts flannelctl in a host, and goes on. @param hear called with all that it has said on stderr, whenever it says more */
export function start(
  host: Host,
  args: readonly string[],
  { env, via }: RunOptions = {},
  hear: (said: string) => void = () => {},
): Running {
  const [file = '', ...rest] = commandIn(host.netns, args, via);
  const child = execa(file, rest, {
    reject: false,
    stdin: 'ignore',
    env: { NO_COLOR: '1', FLANNELCTL_ROOT: host.root, ...env },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
    hear(said);
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${file} did not start`);
  return {
    pid,
    signal: (name) => process.kill(pid, name),
    said: () => said,
    ended: child.then((result) => ({
      exitCode: statusOf(result),
      stdout: result.stdout,
      stderr: result.stderr,
    })),
  };
}

/** The records of a host's journal; none if there is no journal. */
export async function journalOf({ root }: Pick<Host, 'root'>): Promise<JournalEntry[]> {
  const text = await readFile(path.join(root, 'var/lib/flannelctl/journal.ndjson'), 'utf8').catch(() => '');
  return parseJournal(text);
}

type PendingRecord = Extract<JournalEntry, { record: 'pending' }>;

/** Waits until a change is applied and waits to be confirmed; gives its id and until when it does. */
export const untilPending = async (host: Host): Promise<PendingRecord & { readonly id: string }> =>
  until('the change waits to be confirmed', async () => {
    const [begin, ...records] = await journalOf(host);
    const pending = records.find((record) => record.record === 'pending');
    return begin?.record === 'begin' && pending && { ...pending, id: begin.transaction.id };
  });

/** A change that waits to be confirmed, and the command that has made it and waits along. */
export type Waiting = PendingRecord & { readonly id: string; readonly command: Running };

/** Starts a command and waits until it says that its change waits. */
export async function startPending(
  host: Host,
  args: readonly string[],
  seconds: number,
  options?: RunOptions,
): Promise<Waiting> {
  const command = start(host, [...args, '--yes', '--confirm-timeout', `${seconds}`], options);
  const pending = await untilPending(host);
  await until('it says so', async () => command.said().includes('flannelctl confirm'));
  return { ...pending, command };
}

/** Whether a process lives; one that has ended and that nobody has asked for is dead as well. */
export const isAlive = async (pid: number): Promise<boolean> =>
  readFile(`/proc/${pid}/stat`, 'utf8').then(
    (stat) => !/\) Z /.test(stat),
    () => false,
  );

/** Waits until no transaction is left, nor a watchdog. */
export async function untilOver(host: Host): Promise<void> {
  await until('the transaction is over', async () => (await journalOf(host)).length === 0);
  await until('the watchdog is gone', async () => (await watchdogsOf(host)).length === 0);
}

/** The watchdogs of a host that live. */
export async function watchdogsOf({ root }: Host): Promise<number[]> {
  const ids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const lines = await Promise.all(
    ids.map(async (id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')),
  );
  return ids.filter((_, i) => lines[i]?.includes('\0watchdog\0') && lines[i].includes(root)).map(Number);
}

/** How a host is, where objects may be recreated before it is looked at again. */
export const stateOf = async (host: Host): Promise<Snapshot> => unordered(await snapshot(host));

/** Fails unless a host is as it was. */
export async function expectState(host: Host, state: Snapshot): Promise<void> {
  expect(await stateOf(host)).toEqual(state);
}
