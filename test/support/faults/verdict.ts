import type { CliResult } from '../cli/cli.ts';
import { isChanging } from '../host/changing-calls.ts';
import type { Snapshot } from '../host/snapshot.ts';
import type { ScenarioCommand } from './scenario.ts';

/** How a run with a fault may end: before any change, rolled back, or where it was to get to. */
export type Ending = 'refused' | 'as before' | 'as desired';

/** What there was to see of one run. */
export interface Seen {
  readonly result: CliResult;
  readonly state: Snapshot;
  /** The calls of tools in order, each as its words. */
  readonly calls: readonly string[];
  /** Files of ours that are still in the folder for temporary files. */
  readonly strays: readonly string[];
  /** Processes that were made to hang, and still do. */
  readonly hanging: readonly number[];
}

/** What a command ends with that has not begun: something is unforeseen, invalid, missing or in the way. */
const REFUSALS: readonly number[] = [1, 3, 4, 8, 69];

/** Calls that change the host; the first of a command that tries the kernel out does so in a network namespace of its own. */
export const changing = (calls: readonly string[], { rehearses }: ScenarioCommand): number[] =>
  calls.flatMap((call, i) => (isChanging(call) ? [i + 1] : [])).slice(rehearses ? 1 : 0);

const same = (a: Snapshot, b: Snapshot): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Enough of a line to know it by. */
const SHOWN = 200;

/** The lines in which two states differ. */
const difference = (was: Snapshot, is: Snapshot): string[] =>
  Object.keys(was).flatMap((command) => {
    const [old, now] = [was[command] ?? [], is[command] ?? []];
    return [
      ...old.filter((line) => !now.includes(line)).map((line) => `- ${command}: ${line.slice(0, SHOWN)}`),
      ...now.filter((line) => !old.includes(line)).map((line) => `+ ${command}: ${line.slice(0, SHOWN)}`),
    ];
  });

/** Why a run must not have ended as it did; none: it may. */
function objections({ result, strays, hanging }: Seen): string[] {
  return [
    ...(/^\s+at .+:\d+\)?$/m.test(result.stderr) ? ['a stack trace'] : []),
    ...strays.map((name) => `a temporary file is left: ${name}`),
    ...hanging.map((pid) => `process ${pid} still hangs`),
  ];
}

type Verdict = { readonly ending: Ending } | { readonly wrong: string };

function verdictOn(
  { result, state, calls }: Seen,
  command: ScenarioCommand,
  before: Snapshot,
  desired: Snapshot,
): Verdict {
  const { exitCode, stderr } = result;
  const unless = (isRight: boolean, ending: Ending, wrong: string): Verdict =>
    isRight ? { ending } : { wrong: `exit ${exitCode}, ${wrong}` };
  const differs = (than: Snapshot, words: string): Verdict => ({
    wrong: `exit ${exitCode}, but not ${words}: ${difference(than, state).join(' ')}`,
  });
  if (exitCode === 0) return same(state, desired) ? { ending: 'as desired' } : differs(desired, 'as desired');
  if (exitCode !== 5 && !REFUSALS.includes(exitCode)) return { wrong: `exit ${exitCode}` };
  if (!same(state, before)) return differs(before, 'as before');
  return exitCode === 5
    ? unless(stderr.includes('as it was before'), 'as before', 'but no word of "as before"')
    : unless(changing(calls, command).length === 0, 'refused', 'although the host had been changed');
}

/** Judges a run with one fault: how it ended, or what is wrong with that. */
export function judge(seen: Seen, command: ScenarioCommand, before: Snapshot, desired: Snapshot): Verdict {
  const verdict = verdictOn(seen, command, before, desired);
  const wrong = ['wrong' in verdict ? [verdict.wrong] : [], objections(seen)].flat();
  return wrong.length === 0 ? verdict : { wrong: wrong.join('; ') };
}
