import { type Moment, momentsOf, type Scene } from '../host/kill.ts';
import { type Snapshot, snapshot, unordered } from '../host/snapshot.ts';
import type { Cycle, CycleCommand, Way } from './cycles.ts';

export type State = 'before' | 'after';

/** What clean runs of a cycle show: the host in both states, and all that each way does. */
export interface Survey {
  readonly states: Readonly<Record<State, Snapshot>>;
  readonly sideEffects: Readonly<Record<Way, readonly string[]>>;
  readonly moments: Readonly<Record<Way, readonly Moment[]>>;
}

/** Where each way starts and ends. */
export const ENDS: Readonly<Record<Way, { readonly from: State; readonly to: State }>> = {
  there: { from: 'before', to: 'after' },
  return: { from: 'after', to: 'before' },
};

/** How a host is, without what differs when objects are recreated. */
export const look = async ({ host }: Scene): Promise<Snapshot> => unordered(await snapshot(host));

/** What of a list is not in another, counted: a line that is there twice needs a second one there. */
function withoutThose(list: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return list.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Lines that only one of two snapshots has, or has more often, and where the same lines are in another order. */
export function differences(wanted: Snapshot, found: Snapshot): string[] {
  return [...new Set([...Object.keys(wanted), ...Object.keys(found)])].flatMap((what) => {
    const [one, other] = [wanted[what] ?? [], found[what] ?? []];
    const lines = [
      ...withoutThose(one, other).map((line) => `${what} lacks ${line}`),
      ...withoutThose(other, one).map((line) => `${what} has ${line}`),
    ];
    const at = one.findIndex((line, i) => line !== other[i]);
    return lines.length > 0 || at < 0 ? lines : [`${what} has another order from ${one[at]} on`];
  });
}

const sideEffectsOf = async ({ sideEffects }: Scene, { args, ...input }: CycleCommand): Promise<string[]> =>
  sideEffects(args, input);

/** Goes through a cycle undisturbed, and back to the state before. */
export async function survey(cycle: Cycle, scene: Scene): Promise<Survey> {
  const before = await look(scene);
  const there = await sideEffectsOf(scene, cycle.there);
  const after = await look(scene);
  const back = await sideEffectsOf(scene, cycle.return);
  const left = differences(before, await look(scene));
  if (left.length > 0) throw new Error(`${cycle.name} is no cycle: ${left.join('\n')}`);
  return {
    states: { before, after },
    sideEffects: { there, return: back },
    moments: { there: momentsOf(there), return: momentsOf(back) },
  };
}
