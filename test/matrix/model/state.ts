import type { Dependent, ForeignName } from './foreign.ts';
import type { Lines } from './lines.ts';
import type { MeddlingName } from './meddling.ts';
import type { Network } from './network.ts';
import type { Mixed } from './sight.ts';

/** How the node is when no transaction is unfinished. */
export interface Settled {
  /** What it remembers; undefined: it is not set up. */
  readonly network: Network | undefined;
  /** What of it is ours; undefined: not known, since a transaction was left half-done. */
  readonly ours: Lines | undefined;
  /** What of ours somebody has changed. */
  readonly drift: ReadonlySet<MeddlingName>;
}

/** What a sequence of commands has led to, as far as it is known without looking. */
export interface State {
  foreign: ReadonlySet<ForeignName>;
  /** Whether a subnet.env that somebody has edited was left behind: it is theirs now. */
  hasLeftFile: boolean;
  dependents: readonly Dependent[];
  /** While a transaction is unfinished: how it was before. */
  settled: Settled;
  /** The transaction that has not ended, and where it was going. */
  unfinished: { readonly id: string; readonly to: Network | undefined } | undefined;
  /** What somebody did to ours since the transaction was cut off. */
  meddled: ReadonlySet<MeddlingName>;
  mixed: Mixed;
}

export const NOTHING: Settled = { network: undefined, ours: [], drift: new Set() };

export const startState = (): State => ({
  foreign: new Set(),
  hasLeftFile: false,
  dependents: [],
  settled: NOTHING,
  unfinished: undefined,
  meddled: new Set(),
  mixed: { folders: false, chains: false },
});

/** Whether the node is not set up, and nothing is left of anything. */
export const isDown = ({ settled, unfinished }: State): boolean =>
  unfinished === undefined && settled.network === undefined;

/** Whether the node is as it was set up. */
export const isWell = ({ settled, unfinished }: State): boolean =>
  unfinished === undefined && settled.ours !== undefined && settled.drift.size === 0;

export const isHalfDone = ({ settled }: State): boolean => settled.ours === undefined;

/** The networks that something of the node may be of. */
export const networksOf = ({ settled, unfinished }: State): Network[] =>
  [settled.network, unfinished?.to].filter((network) => network !== undefined);
