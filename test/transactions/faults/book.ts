import { sample } from '../../support/sample.ts';
import type { Leg } from './journey.ts';
import type { Fault, Mode } from './tools.ts';
import { changing, type Ending, isChanging } from './verdict.ts';

/** What has been tried with a leg, and what is still to be. */
export interface Book {
  readonly leg: Leg;
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

export const bookOf = (leg: Leg): Book => ({
  leg,
  calls: 0,
  todo: undefined,
  runs: { fail: 0, hang: 0, lie: 0, half: 0, 'half-lie': 0 },
  endings: { refused: 0, 'as before': 0, 'as desired': 0 },
  missed: 0,
  failures: [],
});

const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

const MODES = ['fail', 'lie', 'hang'] as const;

/** What goes wrong at a call that only reads: one thing, in turn; where every moment is wanted, each. */
const ofRead = (at: number): Fault[] => sample(MODES, MODES.length, at).map((mode) => ({ mode, at }));

/**
 * A fault at every call that is to be tried, where it changes something every fault; where half of something can be
 * done, that as well.
 */
export function faultsFor(leg: Leg, calls: readonly string[]): Fault[] {
  const changes = changing(calls, leg);
  const first = leg.tried === 'changes' ? changes[0] : undefined;
  const last = leg.tried === 'all' ? undefined : changes.at(-1);
  const tried = upTo(last ?? calls.length).slice((first ?? 1) - 1);
  const [changed, read] = [
    tried.filter((n) => changes.includes(n)),
    tried.filter((n) => !changes.includes(n)),
  ];
  const batches = upTo(calls.filter(isChanging).length).slice(
    leg.tried === 'changes' && leg.rehearses ? 1 : 0,
  );
  const faults = (modes: readonly Mode[], numbers: readonly number[]): Fault[] =>
    numbers.flatMap((at) => modes.map((mode) => ({ mode, at })));
  return [...faults(MODES, changed), ...read.flatMap(ofRead), ...faults(['half', 'half-lie'], batches)];
}
