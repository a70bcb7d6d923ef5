import {
  type Change,
  isOurs,
  isPeerObject,
  kindOf,
  type Ownership,
  type PeerObject,
} from '../../state/index.ts';
import type { ReconcileHost } from '../base/host.ts';

/** How many objects are read back by themselves: with more, there is more to a change than some peers. */
const MOST = 64;

/** What some changes make and delete. */
interface Ends {
  readonly made: readonly PeerObject[];
  readonly gone: readonly PeerObject[];
}

/** The ends of changes of a few peers' entries and of nothing else; undefined if there is more to them. */
function endsOf(changes: readonly Change[]): Ends | undefined {
  if (changes.length > MOST) return undefined;
  const [made, gone]: [PeerObject[], PeerObject[]] = [[], []];
  for (const change of changes) {
    const object = 'to' in change ? change.to : change.from;
    const isAlone =
      change.action !== 'conflict' && change.action !== 'adopt' && change.scaffold === undefined;
    if (!isAlone || !isPeerObject(object)) return undefined;
    ('to' in change ? made : gone).push(object);
  }
  return { made, gone };
}

/**
 * Whether changes are the entries of a few peers, and these are on the host as they were to become. Everything else was
 * compared a moment before and is not touched by them, so that nothing more need be read. False also if that can't be
 * told: only a comparison of the whole host says what is wrong.
 */
export async function isReadBack(
  { network }: ReconcileHost,
  changes: readonly Change[],
  marks: Ownership,
): Promise<boolean> {
  const ends = endsOf(changes);
  if (ends === undefined) return false;
  const { made, gone } = ends;
  const found = await network.lookUp([...made, ...gone]).catch(() => undefined);
  if (found === undefined) return false;
  const isOfOurs = (one: PeerObject | undefined): one is PeerObject =>
    one !== undefined && isOurs(one, marks);
  return (
    made.every((object, i) => {
      const there = found[i];
      return isOfOurs(there) && kindOf(object).isSame(there, object);
    }) && gone.every((_, i) => !isOfOurs(found[made.length + i]))
  );
}
