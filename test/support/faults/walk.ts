import { readdir } from 'node:fs/promises';
import { isChanging } from '../host/changing-calls.ts';
import { type Host, makeHost } from '../host/netns.ts';
import { makeNoise } from '../host/noise.ts';
import { type Snapshot, snapshot, unordered } from '../host/snapshot.ts';
import { type Book, bookOf, faultsFor } from './book.ts';
import type { Journey, Leg } from './journey.ts';
import { type Fault, faultLog } from './tools.ts';
import { judge, type Seen } from './verdict.ts';

/** So long may one call take where one hangs: enough for any real one, also on a busy machine. */
const TIMEOUT_SECONDS = '3';

/** A walk ends early where this much has gone wrong: each time costs a new host. */
const TOO_MANY_FAILURES = 30;

async function run(host: Host, { args, input }: Leg, tools: string, fault: Fault | undefined): Promise<Seen> {
  const log = await faultLog(tools, fault);
  try {
    const limit = fault?.mode === 'hang' ? { FLANNELCTL_COMMAND_TIMEOUT: TIMEOUT_SECONDS } : {};
    const options = {
      via: log.via,
      env: { ...log.env, ...limit },
      ...(input === undefined ? {} : { input }),
    };
    const result = await host.flannelctl([...args, '--yes'], options);
    const [calls, strays, hanging] = await Promise.all([
      log.calls(),
      readdir(log.env['TMPDIR'] ?? ''),
      log.hanging(),
    ]);
    for (const pid of hanging) process.kill(pid, 'SIGKILL');
    return { result, calls, strays, hanging, state: unordered(await snapshot(host)) };
  } finally {
    await log.remove();
  }
}

/** The words of the call that a fault hit. */
const hit = ({ mode, at }: Fault, calls: readonly string[]): string | undefined =>
  (mode.startsWith('half') ? calls.filter(isChanging) : calls)[at - 1];

const describeRun = (fault: Fault | undefined, { calls, result }: Seen, wrong: string): string =>
  [
    fault === undefined
      ? 'without a fault'
      : `${fault.mode} at call ${fault.at} of ${calls.length} (${hit(fault, calls)})`,
    wrong,
    result.stderr.trim(),
  ].join('\n    ');

/** Runs a leg with one fault and notes how it ended. Where the host is now; undefined: where it must not be. */
async function attempt(
  host: Host,
  book: Book,
  states: readonly [Snapshot, Snapshot],
  tools: string,
  fault: Fault | undefined,
): Promise<'here' | 'there' | undefined> {
  const seen = await run(host, book.leg, tools, fault);
  const verdict = judge(seen, book.leg, ...states);
  if (fault !== undefined) book.runs[fault.mode] += 1;
  if ('wrong' in verdict || (fault === undefined && verdict.ending !== 'as desired')) {
    book.failures.push(describeRun(fault, seen, 'wrong' in verdict ? verdict.wrong : verdict.ending));
    return undefined;
  }
  if (fault !== undefined) book.endings[verdict.ending] += 1;
  if (fault !== undefined && hit(fault, seen.calls) === undefined) book.missed += 1;
  return verdict.ending === 'as desired' ? 'there' : 'here';
}

/** Goes round once without faults: how the host is before each leg. Counts the calls, the first time. */
async function firstLap(host: Host, books: readonly Book[], tools: string): Promise<Snapshot[]> {
  const states = [unordered(await snapshot(host))];
  for (const [turn, book] of books.entries()) {
    const { result, calls, state } = await run(host, book.leg, tools, undefined);
    if (result.exitCode !== 0) throw new Error(`${book.leg.name}: ${result.stdout}${result.stderr}`);
    states.push(state);
    if (book.todo !== undefined) continue;
    book.calls = calls.length;
    book.todo = faultsFor(book.leg, calls, turn);
  }
  return states;
}

const isOver = (books: readonly Book[]): boolean =>
  books.every(({ todo }) => todo?.length === 0) ||
  books.flatMap(({ failures }) => failures).length >= TOO_MANY_FAILURES;

/** Walks round with one host, and tries what is to be tried where it stands, until all is done or the host is spoilt. */
async function roam(host: Host, books: readonly Book[], tools: string): Promise<void> {
  const states = await firstLap(host, books, tools);
  for (let at = 0; !isOver(books); ) {
    const [book, before, desired] = [books[at], states[at], states[at + 1]];
    if (book === undefined || before === undefined || desired === undefined) throw new Error('no such leg');
    const end = await attempt(host, book, [before, desired], tools, book.todo?.shift());
    if (end === undefined) return;
    if (end === 'there') at = (at + 1) % books.length;
  }
}

/**
 * Tries every fault at every call of every leg of a journey. A run that left its host as it was is followed by the
 * next at the same place; one that arrived is followed by those of the next leg: no host is set up for a run.
 */
export async function walk(
  journey: Journey,
  tools: string,
  { walkers, noise }: { readonly walkers: number; readonly noise: boolean },
): Promise<Book[]> {
  const books = journey.map(bookOf);
  const walker = async (): Promise<void> => {
    do {
      const host = await makeHost();
      try {
        if (noise) await makeNoise(host);
        await roam(host, books, tools);
      } finally {
        await host.remove();
      }
    } while (!isOver(books));
  };
  await Promise.all(Array.from({ length: walkers }, walker));
  return books;
}
