import type { Known } from './carry.ts';
import type { End } from './verdict.ts';
import type { Ran, World } from './world.ts';

/** How often what was done, over all sequences. */
export interface Tally {
  readonly counts: Map<string, number>;
  sequences: number;
  failures: number;
}

/** One sequence of commands on one host, as it is told afterwards if something is wrong. */
export interface Story {
  readonly world: World;
  readonly known: Known;
  /** Notes what was done; what is wrong with it is thrown, with all that led to it. */
  readonly note: (kind: string, text: string, ran?: Ran, end?: End, wrong?: readonly string[]) => void;
}

export const emptyTally = (): Tally => ({ counts: new Map(), sequences: 0, failures: 0 });

const more = ({ counts }: Tally, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

export function tell(world: World, known: Known, tally: Tally): Story {
  const told: string[] = [];
  return {
    world,
    known,
    note: (kind, text, ran, end, wrong = []) => {
      more(tally, ran === undefined ? kind : `${kind} -> ${end ?? ''} ${ran.exitCode}`);
      told.push(ran === undefined ? text : `${text}\n    -> ${ran.exitCode} ${end ?? ''}`);
      if (wrong.length === 0) return;
      const said = ran === undefined ? '' : `${ran.stdout}\n${ran.stderr}`;
      throw new Error(`${[...told, ...wrong].join('\n  ')}\n${said}`);
    },
  };
}

/** The tally as a person reads it. */
export function tallyText({ counts, sequences, failures }: Tally): string {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const lines = [...counts.keys()].toSorted().map((key) => `  ${`${counts.get(key)}`.padStart(5)}  ${key}`);
  return [`${sequences} sequences, ${total} commands, ${failures} failures`, ...lines].join('\n');
}
