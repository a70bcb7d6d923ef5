import { foldersAbove } from '../backends/index.ts';
import type { Scope } from '../host/index.ts';
import {
  bearsMark,
  type Collateral,
  type Diff,
  diff,
  type FlannelTraces,
  type HostObject,
  isSameLink,
  keysOf,
  type Link,
  lossesOf,
  type Ownership,
  victimsOf,
} from '../state/index.ts';
import type { HostNetwork, ReconcileHost } from './host.ts';

/** What of the host is ours by record rather than by a mark in the kernel. */
export type RecordedOwnership = Pick<Ownership, 'paths' | 'chains'>;

/** A state to get to, and what is read to compare with it. */
export interface DesiredState {
  readonly desired: readonly HostObject[];
  readonly recorded: RecordedOwnership;
  /** What a transaction creates: a link of it is ours even if somebody has removed its marks. */
  readonly created?: readonly HostObject[];
  /** Given where the node is being taken over, see Ownership. */
  readonly flannel?: FlannelTraces;
  readonly scope: Scope;
}

/** How the host is, and what it takes to get to the target. */
export interface HostDiff {
  readonly observed: readonly HostObject[];
  readonly marks: Ownership;
  readonly diff: Diff;
  /** What of others goes along, in the order in which it can be made again. */
  readonly victims: readonly Collateral[];
}

const isLink = (object: HostObject): object is Link => object.kind === 'link';

function ourLinks(observed: readonly HostObject[], created: readonly Link[]): Ownership['links'] {
  const isOurs = (link: Link): boolean => bearsMark(link) || created.some((made) => isSameLink(made, link));
  return new Set(
    observed
      .filter(isLink)
      .filter(isOurs)
      .map(({ name }) => name),
  );
}

/** Observes the host and compares. Changes nothing. */
export async function compare(
  { network }: ReconcileHost,
  { desired, recorded, created = [], flannel, scope }: DesiredState,
): Promise<HostDiff> {
  const observed = await network.observe(scope);
  const marks: Ownership = {
    ...recorded,
    links: ourLinks(observed, created.filter(isLink)),
    ...(flannel === undefined ? {} : { flannel }),
  };
  const found = diff(desired, observed, marks);
  return { observed, marks, diff: found, victims: await findVictims(network, found, observed) };
}

/** Foreign objects are read only where something of ours goes that they may rest on. */
async function findVictims(
  network: HostNetwork,
  { changes }: Diff,
  observed: readonly HostObject[],
): Promise<Collateral[]> {
  const losses = lossesOf(changes, observed);
  if (losses.size === 0) return [];
  // A route or an address that is taken over, or goes as a leftover, is ours by then.
  const touched = new Set(changes.flatMap(keysOf));
  const dependents = await network.dependents();
  return victimsOf(
    losses,
    dependents.filter(({ object }) => object === undefined || !touched.has(object)),
  );
}

/** What has to be read of files and settings to compare with a state: files with the folders above, which may be links. */
export function scopeOf(desired: readonly HostObject[], root: string, paths: Iterable<string>): Scope {
  const files = [...desired.flatMap((object) => (object.kind === 'file' ? [object.path] : [])), ...paths];
  return {
    root,
    sysctls: desired.flatMap((object) => (object.kind === 'sysctl' ? [object.path] : [])),
    paths: [...new Set(files.flatMap((file) => [...foldersAbove(file), file]))],
  };
}
