import type { NodeName } from '../../net/index.ts';
import { indexOf } from '../objects/host-index.ts';
import { type HostObject, isPeerObject, type PeerObject } from '../objects/objects.ts';
import { keyOf } from '../objects/registry.ts';
import { cascade } from './cascade.ts';
import type { Change } from './change.ts';
import { resting } from './resting.ts';

/** The part of a change that can be made although foreign objects are in the way of another part. */
interface PossiblePart {
  readonly desired: readonly HostObject[];
  readonly changes: readonly Change[];
}

/** What the kernel refuses to make. */
export interface RefusedParts {
  readonly peers: ReadonlySet<NodeName>;
  /** The keys of objects of the node's own. */
  readonly objects: ReadonlySet<string>;
}

/**
 * Leaves out of a change what foreign objects are in the way of, and what needs that: without flannel.1 there are no
 * routes by it, but without a route to one peer there are those to the others.
 * @param refused what nothing is made or changed of
 */
export function withoutConflicts(
  desired: readonly HostObject[],
  changes: readonly Change[],
  refused?: RefusedParts,
): PossiblePart {
  const isRefused = refused === undefined ? () => false : refusedAmong(desired, refused);
  const conflicts = changes.filter(
    (change) => change.action === 'conflict' || ('to' in change && isRefused(change.to)),
  );
  if (conflicts.length === 0) return { desired, changes };
  const wanted = indexOf(desired);
  const objects = desired.map((object) => resting(object, wanted));
  const inTheWay = new Map(conflicts.map((change) => [toOf(change), change.key]));
  const missing = new Map(
    objects.flatMap(({ itself, offers }) => {
      const key = inTheWay.get(itself);
      return key === undefined ? [] : offers.map((need) => [need, key] as const);
    }),
  );
  const hindered = new Set([
    ...inTheWay.keys(),
    ...cascade(missing, objects).map(({ object }) => object.itself),
  ]);
  const possible = changes.filter((change) => !hindered.has(toOf(change)));
  // What needs a missing object and is there already stays as it is.
  const left = new Set(changes.map(toOf).filter((to) => hindered.has(to)));
  return { desired: desired.filter((object) => !left.has(object)), changes: possible };
}

/** Tells what is refused. On a link without its address the peers' entries are of no use, and refused as well. */
function refusedAmong(
  desired: readonly HostObject[],
  { peers, objects }: RefusedParts,
): (object: HostObject) => boolean {
  const links = new Set(
    desired.flatMap((object) =>
      object.kind === 'address' && objects.has(keyOf(object)) ? [object.dev] : [],
    ),
  );
  const isOfPeer = (object: PeerObject): boolean =>
    (object.peer !== undefined && peers.has(object.peer)) ||
    ('dev' in object && object.dev !== undefined && links.has(object.dev));
  return (object) => objects.has(keyOf(object)) || (isPeerObject(object) && isOfPeer(object));
}

/** The desired object of a change; of a deletion the one that goes. */
const toOf = (change: Change): HostObject => ('to' in change ? change.to : change.from);
