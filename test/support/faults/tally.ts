import { isChanging } from '../host/changing-calls.ts';
import { sample } from '../sample.ts';
import type { ScenarioCommand } from './scenario.ts';
import type { Fault, Mode } from './tools.ts';
import { changing, type Ending } from './verdict.ts';

/** What has been tried with a command, and what is still to be. */
export interface Tally {
  readonly command: ScenarioCommand;
  /** How many calls of tools it makes, by its first run without a fault. */
  calls: number;
  /** The faults still to be tried; undefined until the calls are counted. */
  todo: Fault[] | undefined;
  readonly runs: Record<Mode, number>;
  readonly endings: Record<Ending, number>;
  /** Runs that made fewer calls than the one that was counted, so that the fault hit none. */
  missed: number;
  readonly failures: string[];
}

export const tallyOf = (command: ScenarioCommand): Tally => ({
  command,
  calls: 0,
  todo: undefined,
  runs: { fail: 0, hang: 0, lie: 0, half: 0, 'half-lie': 0 },
  endings: { refused: 0, 'as before': 0, 'as desired': 0 },
  missed: 0,
  failures: [],
});

const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

const MODES = ['fail', 'lie', 'hang'] as const;
const HALVES = ['half', 'half-lie'] as const;

/** Of the calls that only read, one in so many is tried. */
const READS_EVERY = 5;

/** Modes in turn, one at each call; where every moment is wanted, each. */
const inTurn = (numbers: readonly number[], modes: readonly Mode[], from: number): Fault[] =>
  numbers.flatMap((at, i) => sample(modes, modes.length, from + i).map((mode) => ({ mode, at })));

/**
 * Faults at every call that changes something, and at some of the others; where half of something can be done, that as
 * well.
 * @param turn where to begin what is done in turn
 */
export function faultsFor(command: ScenarioCommand, calls: readonly string[], turn: number): Fault[] {
  const changes = changing(calls, command);
  const first = command.tried === 'changes' ? changes[0] : undefined;
  const last = command.tried === 'all' ? undefined : changes.at(-1);
  const tried = upTo(last ?? calls.length).slice((first ?? 1) - 1);
  const reads = tried.filter((n) => !changes.includes(n));
  const batches = upTo(calls.filter(isChanging).length).slice(
    command.tried === 'changes' && command.rehearses ? 1 : 0,
  );
  return [
    ...inTurn(changes, MODES, turn),
    ...inTurn(sample(reads, READS_EVERY, turn), MODES, turn),
    ...inTurn(batches, HALVES, turn),
  ];
}
