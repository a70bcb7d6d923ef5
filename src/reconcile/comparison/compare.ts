import { foldersAbove } from '../../backends/index.ts';
import type { EarlierLook, Scope } from '../../host/index.ts';
import {
  bearsMark,
  type Collateral,
  collateralOf,
  type Diff,
  diff,
  type FlannelTraces,
  type HostObject,
  isLink,
  isSameLink,
  keysOf,
  kindOf,
  type Link,
  lostNeedsOf,
  type Ownership,
} from '../../state/index.ts';
import type { HostNetwork, ReconcileHost } from '../base/host.ts';

/** Ownership by record, of objects that have no mark in the kernel. */
export type RecordedOwnership = Pick<Ownership, 'paths' | 'chains' | 'networks'>;

/** A desired state, and what is read to compare with it. */
export interface DesiredState {
  readonly desired: readonly HostObject[];
  readonly recorded: RecordedOwnership;
  /** Links that a transaction creates. They are ours even if another program removed their marks. */
  readonly created?: readonly HostObject[];
  /** Only in a takeover, see Ownership. */
  readonly flannel?: FlannelTraces;
  readonly scope: Scope;
  /** What need not be read again; absent: everything is read. */
  readonly earlier?: EarlierLook;
}

/** The observed host and its diff to the desired state. */
export interface HostDiff {
  readonly observed: readonly HostObject[];
  readonly marks: Ownership;
  readonly diff: Diff;
  /** Foreign objects that are deleted with ours, in the order in which they can be created again. */
  readonly collateral: readonly Collateral[];
}

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
  { desired, recorded, created = [], flannel, scope, earlier }: DesiredState,
): Promise<HostDiff> {
  const observed = await network.observe(scope, desired, earlier);
  const marks: Ownership = {
    ...recorded,
    links: ourLinks(observed, created.filter(isLink)),
    ...(flannel === undefined ? {} : { flannel }),
  };
  const found = diff(desired, observed, marks);
  return { observed, marks, diff: found, collateral: await findCollateral(network, found, observed) };
}

/** Foreign objects are read only if something of ours that they may depend on is deleted. */
async function findCollateral(
  network: HostNetwork,
  { changes }: Diff,
  observed: readonly HostObject[],
): Promise<Collateral[]> {
  const lost = lostNeedsOf(changes, observed);
  if (lost.size === 0) return [];
  // A route or an address that is adopted, or deleted as a leftover, counts as ours.
  const touched = new Set(changes.flatMap(keysOf));
  const dependents = await network.dependents();
  return collateralOf(
    lost,
    dependents.filter(({ object }) => object === undefined || !touched.has(object)),
  );
}

/** The files and settings to read for a comparison. Files include the folders above them, which may be links. */
export function scopeOf(desired: readonly HostObject[], root: string, paths: Iterable<string>): Scope {
  // The objects of peers, tens of thousands, are neither.
  const lasting = desired.filter((object) => !('peer' in object));
  const files = [...lasting.flatMap((object) => kindOf(object).filePath?.(object) ?? []), ...paths];
  return {
    root,
    sysctls: lasting.flatMap((object) => kindOf(object).settingPath?.(object) ?? []),
    paths: [...new Set(files.flatMap((file) => [...foldersAbove(file), file]))],
  };
}
