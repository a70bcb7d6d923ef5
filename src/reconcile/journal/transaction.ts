import type { Invocation } from '../../host/index.ts';
import type { Prefix } from '../../net/index.ts';
import {
  type FlannelTraces,
  type ForeignObject,
  flannelHere,
  type HostObject,
  isOurs,
  keyOf,
  keysOf,
  type Ownership,
  type Sysctl,
} from '../../state/index.ts';
import type { ReconcileHost } from '../base/host.ts';
import type { DesiredState, HostDiff } from '../comparison/compare.ts';
import { marksDuring } from '../comparison/marks.ts';
import { type ChangeSummary, summaryOf } from './change-summary.ts';
import type { SavedVersions } from './saved-versions.ts';

/** A change of a host: the observed state, the desired state and the record to save. */
export interface Work {
  readonly target: DesiredState;
  readonly comparison: HostDiff;
  readonly versions: SavedVersions;
  /** Foreign settings that the kernel changes with one that we write, before and after. */
  readonly linked: { readonly before: readonly Sysctl[]; readonly after: readonly Sysctl[] };
}

/** Everything needed to finish a change or to roll it back. It is in the journal before the first step. */
export interface Transaction {
  readonly id: string;
  /** The command it is of, as it was typed. */
  readonly command: string;
  /** The command line and who ran it; absent in a journal of an older version, as is the summary. */
  readonly invocation?: Invocation;
  /** What it does, for the history. */
  readonly summary?: ChangeSummary;
  readonly pid: number;
  /** When it began, ISO 8601. */
  readonly since: string;
  /** The boot it began in. The kernel's objects do not survive a reboot. */
  readonly boot: string;
  /** The network namespace that it is of: `net:[…]`. */
  readonly namespace: string;
  /** The host before: what is ours, and what the changes touch. */
  readonly before: readonly HostObject[];
  /** The desired state. */
  readonly desired: readonly HostObject[];
  /** The foreign settings after the changes. */
  readonly linkedAfter: readonly Sysctl[];
  /** Keys of what the changes touch. */
  readonly touched: readonly string[];
  /** Foreign objects that are deleted with links of ours. */
  readonly collateral: readonly ForeignObject[];
  /** Ownership by record, from the first change on. */
  readonly recorded: {
    readonly paths: readonly string[];
    readonly chains: readonly string[];
    readonly networks?: readonly Prefix[];
  };
  /** The traces of flannel's leftovers, in a takeover. */
  readonly flannel?: FlannelTraces;
  /** What has to be read to observe all of it. */
  readonly read: { readonly sysctls: readonly string[]; readonly paths: readonly string[] };
  readonly versions: SavedVersions;
}

/** The part of the observed state that a rollback restores: what is ours, and what the changes touch. */
function snapshotOf({ observed }: HostDiff, touched: ReadonlySet<string>, marks: Ownership): HostObject[] {
  return observed.filter((object) => isOurs(object, marks) || touched.has(keyOf(object)));
}

/** In the middle of a change, what an object was recognized by may be gone. */
function flannelOf({ observed, marks }: HostDiff): Pick<Transaction, 'flannel'> {
  const flannel = flannelHere(observed, marks);
  return flannel === undefined ? {} : { flannel: { ...flannel, seen: true } };
}

/** The transaction of a change, as the journal needs it before the first step. */
export async function transactionOf(
  { processes, clock, kernel }: ReconcileHost,
  work: Work,
  command: string,
): Promise<Transaction> {
  const { target, comparison, linked, versions } = work;
  const touched = new Set(comparison.diff.changes.flatMap(keysOf));
  const marks = marksDuring(comparison);
  return {
    // Loaded here, because it takes a while, and most commands change nothing.
    id: process.getBuiltinModule('node:crypto').randomBytes(3).toString('hex'),
    command,
    invocation: await processes.invocation(),
    summary: summaryOf(comparison.diff.changes),
    pid: processes.pid,
    since: clock.now().toISOString(),
    boot: await kernel.bootId(),
    namespace: await kernel.networkNamespace(),
    before: [...snapshotOf(comparison, touched, marks), ...linked.before],
    desired: target.desired,
    linkedAfter: linked.after,
    touched: [...touched, ...linked.before.map(keyOf)],
    collateral: comparison.collateral.map(({ foreign }) => foreign),
    recorded: {
      paths: [...marks.paths],
      chains: [...marks.chains],
      ...(marks.networks && { networks: marks.networks }),
    },
    ...flannelOf(comparison),
    read: {
      sysctls: [...target.scope.sysctls, ...linked.before.map(({ path }) => path)],
      paths: target.scope.paths,
    },
    versions,
  };
}
