import { type Moment, momentsOf, type Scene } from '../../support/host/kill.ts';
import { type Snapshot, snapshot, unordered } from '../../support/host/snapshot.ts';
import type { Cycle, Leg, Way } from './cycles.ts';

export type State = 'before' | 'after';

/** What clean runs of a cycle show: the host in both states, and all that each way does. */
export interface Survey {
  readonly states: Readonly<Record<State, Snapshot>>;
  readonly deeds: Readonly<Record<Way, readonly string[]>>;
  readonly moments: Readonly<Record<Way, readonly Moment[]>>;
}

/** Where each way starts and ends. */
export const ENDS: Readonly<Record<Way, { readonly from: State; readonly to: State }>> = {
  there: { from: 'before', to: 'after' },
  return: { from: 'after', to: 'before' },
};

/** How a host is, without what differs when objects are made anew. */
export const look = async ({ host }: Scene): Promise<Snapshot> => unordered(await snapshot(host));

/** Lines that only one of two snapshots has. */
export function differences(wanted: Snapshot, found: Snapshot): string[] {
  return Object.keys(wanted).flatMap((what) => {
    const [one, other] = [wanted[what] ?? [], found[what] ?? []];
    return [
      ...one.filter((line) => !other.includes(line)).map((line) => `${what} lacks ${line}`),
      ...other.filter((line) => !one.includes(line)).map((line) => `${what} has ${line}`),
    ];
  });
}

const deedsOf = async ({ deeds }: Scene, { args, ...input }: Leg): Promise<string[]> => deeds(args, input);

/** Goes through a cycle undisturbed, and back to the state before. */
export async function survey(cycle: Cycle, scene: Scene): Promise<Survey> {
  const before = await look(scene);
  const there = await deedsOf(scene, cycle.there);
  const after = await look(scene);
  const back = await deedsOf(scene, cycle.return);
  const left = differences(before, await look(scene));
  if (left.length > 0) throw new Error(`${cycle.name} is no cycle: ${left.join('\n')}`);
  return {
    states: { before, after },
    deeds: { there, return: back },
    moments: { there: momentsOf(there), return: momentsOf(back) },
  };
}
