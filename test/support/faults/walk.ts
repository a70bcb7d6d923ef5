import { readdir } from 'node:fs/promises';
import { isChanging } from '../host/changing-calls.ts';
import { type Host, makeHost } from '../host/netns.ts';
import { makeNoise } from '../host/noise.ts';
import { type Snapshot, snapshot, unordered } from '../host/snapshot.ts';
import type { Scenario, ScenarioCommand } from './scenario.ts';
import { faultsFor, type Tally, tallyOf } from './tally.ts';
import { type Fault, faultLog } from './tools.ts';
import { judge, type Seen } from './verdict.ts';

/** So long may one call take where one hangs: enough for any real one, also on a busy machine. */
const TIMEOUT_SECONDS = '3';

/** A walk ends early where this much has gone wrong: each time costs a new host. */
const TOO_MANY_FAILURES = 30;

async function run(
  host: Host,
  { args, input }: ScenarioCommand,
  tools: string,
  fault: Fault | undefined,
): Promise<Seen> {
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

/** Runs a command with one fault and notes how it ended. Where the host is now; undefined: where it must not be. */
async function attempt(
  host: Host,
  tally: Tally,
  states: readonly [Snapshot, Snapshot],
  tools: string,
  fault: Fault | undefined,
): Promise<'here' | 'there' | undefined> {
  const seen = await run(host, tally.command, tools, fault);
  const verdict = judge(seen, tally.command, ...states);
  if (fault !== undefined) tally.runs[fault.mode] += 1;
  if ('wrong' in verdict || (fault === undefined && verdict.ending !== 'as desired')) {
    tally.failures.push(describeRun(fault, seen, 'wrong' in verdict ? verdict.wrong : verdict.ending));
    return undefined;
  }
  if (fault !== undefined) tally.endings[verdict.ending] += 1;
  if (fault !== undefined && hit(fault, seen.calls) === undefined) tally.missed += 1;
  return verdict.ending === 'as desired' ? 'there' : 'here';
}

/** Goes round once without faults: how the host is before each command. Counts the calls, the first time. */
async function firstRound(host: Host, tallies: readonly Tally[], tools: string): Promise<Snapshot[]> {
  const states = [unordered(await snapshot(host))];
  for (const [turn, tally] of tallies.entries()) {
    const { result, calls, state } = await run(host, tally.command, tools, undefined);
    if (result.exitCode !== 0) throw new Error(`${tally.command.name}: ${result.stdout}${result.stderr}`);
    states.push(state);
    if (tally.todo !== undefined) continue;
    tally.calls = calls.length;
    tally.todo = faultsFor(tally.command, calls, turn);
  }
  return states;
}

const isOver = (tallies: readonly Tally[]): boolean =>
  tallies.every(({ todo }) => todo?.length === 0) ||
  tallies.flatMap(({ failures }) => failures).length >= TOO_MANY_FAILURES;

/** Walks round with one host, and tries what is to be tried where it stands, until all is done or the host is spoilt. */
async function roam(host: Host, tallies: readonly Tally[], tools: string): Promise<void> {
  const states = await firstRound(host, tallies, tools);
  for (let at = 0; !isOver(tallies); ) {
    const [tally, before, desired] = [tallies[at], states[at], states[at + 1]];
    if (tally === undefined || before === undefined || desired === undefined)
      throw new Error('no such command');
    const end = await attempt(host, tally, [before, desired], tools, tally.todo?.shift());
    if (end === undefined) return;
    if (end === 'there') at = (at + 1) % tallies.length;
  }
}

/**
 * Tries every fault at every call of every command of a scenario. A run that left its host as it was is followed by the
 * next at the same place; one that arrived is followed by those of the next command: no host is set up for a run.
 */
export async function walk(
  scenario: Scenario,
  tools: string,
  { walkers, noise }: { readonly walkers: number; readonly noise: boolean },
): Promise<Tally[]> {
  const tallies = scenario.map(tallyOf);
  const walker = async (): Promise<void> => {
    do {
      const host = await makeHost();
      try {
        if (noise) await makeNoise(host);
        await roam(host, tallies, tools);
      } finally {
        await host.remove();
      }
    } while (!isOver(tallies));
  };
  await Promise.all(Array.from({ length: walkers }, walker));
  return tallies;
}
