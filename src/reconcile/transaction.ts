import { randomBytes } from 'node:crypto';
import {
  type FlannelTraces,
  type ForeignObject,
  flannelHere,
  type HostObject,
  isOurs,
  keyOf,
  keysOf,
  type Sysctl,
} from '../state/index.ts';
import type { DesiredState, HostDiff } from './compare.ts';
import type { ReconcileHost } from './host.ts';
import { marksDuring } from './marks.ts';
import type { SavedVersions } from './saved-versions.ts';

/** What is to be done to a host: where to get to, from where, and what to remember of it. */
export interface Work {
  readonly target: DesiredState;
  readonly comparison: HostDiff;
  readonly memory: SavedVersions;
  /** Settings of others that go along with one we write, as they are now and as they will be. */
  readonly along: { readonly before: readonly Sysctl[]; readonly after: readonly Sysctl[] };
}

/** Everything it takes to finish a change or to roll it back, kept in the journal from before the first step. */
export interface Transaction {
  readonly id: string;
  /** The command it is of, as it was typed. */
  readonly command: string;
  readonly pid: number;
  /** When it began, ISO 8601. */
  readonly since: string;
  /** The boot it began in: the kernel's objects don't outlive it. */
  readonly boot: string;
  /** The network namespace that it is of: `net:[…]`. */
  readonly namespace: string;
  /** How the host was: what is ours of it, and what the changes touch. */
  readonly before: readonly HostObject[];
  /** How ours should be. */
  readonly desired: readonly HostObject[];
  /** How settings of others are once the changes are made. */
  readonly alongAfter: readonly Sysctl[];
  /** Keys of what the changes touch. */
  readonly touched: readonly string[];
  /** What flannelctl did not create and goes with links of ours. */
  readonly victims: readonly ForeignObject[];
  /** What is ours by record, from the first change on. */
  readonly recorded: { readonly paths: readonly string[]; readonly chains: readonly string[] };
  /** What flannel's leftovers are told by, if the node is being taken over. */
  readonly flannel?: FlannelTraces;
  /** What has to be read to see all of it. */
  readonly read: { readonly sysctls: readonly string[]; readonly paths: readonly string[] };
  readonly memory: SavedVersions;
}

/** What of the observed state is to be as it was, should it have to: ours, and whatever the changes touch. */
function snapshotOf(before: HostDiff): HostObject[] {
  const touched = new Set(before.diff.changes.flatMap(keysOf));
  const marks = marksDuring(before);
  return before.observed.filter((object) => touched.has(keyOf(object)) || isOurs(object, marks));
}

/** Half-way, what it was seen by may be gone. */
function flannelOf({ observed, marks }: HostDiff): Pick<Transaction, 'flannel'> {
  const flannel = flannelHere(observed, marks);
  return flannel === undefined ? {} : { flannel: { ...flannel, seen: true } };
}

/** Puts together what the journal has to know before the first change. */
export async function transactionOf(
  { processes, clock, kernel }: ReconcileHost,
  work: Work,
  command: string,
): Promise<Transaction> {
  const { target, comparison, along, memory } = work;
  const { paths, chains } = marksDuring(comparison);
  return {
    id: randomBytes(3).toString('hex'),
    command,
    pid: processes.pid,
    since: clock.now().toISOString(),
    boot: await kernel.bootId(),
    namespace: await kernel.networkNamespace(),
    before: [...snapshotOf(comparison), ...along.before],
    desired: target.desired,
    alongAfter: along.after,
    touched: [...new Set(comparison.diff.changes.flatMap(keysOf)), ...along.before.map(keyOf)],
    victims: comparison.victims.map(({ foreign }) => foreign),
    recorded: { paths: [...paths], chains: [...chains] },
    ...flannelOf(comparison),
    read: {
      sysctls: [...target.scope.sysctls, ...along.before.map(({ path }) => path)],
      paths: target.scope.paths,
    },
    memory,
  };
}
