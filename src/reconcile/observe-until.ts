import type { Change, FieldChange } from '../state/index.ts';
import { compare, type DesiredState, type HostDiff } from './compare.ts';
import type { ReconcileHost } from './host.ts';

const TRIES = 3;
const INTERVAL_MS = 200;

/** Compares until the host has settled as wanted and can be read, at most three times; a read that fails to the end is thrown. */
export async function observeUntil(
  host: ReconcileHost,
  target: DesiredState,
  isEnough: (found: HostDiff) => boolean,
): Promise<HostDiff> {
  for (let triesLeft = TRIES; ; triesLeft -= 1) {
    try {
      const found = await compare(host, target);
      if (isEnough(found) || triesLeft === 1) return found;
    } catch (error) {
      if (triesLeft === 1) throw error;
    }
    await host.clock.sleep(INTERVAL_MS);
  }
}

/** A text of several lines is not repeated. */
const fieldText = ({ field, from, to }: FieldChange): string =>
  from.includes('\n') || to.includes('\n') ? `another ${field}` : `${field} ${from}, not ${to}`;

/** What is not as it should be about an object. */
export function lackText(change: Change): string {
  const { key, action } = change;
  if (action === 'create') return `${key} is missing`;
  if (action === 'delete') return `${key} is still there`;
  if (action === 'conflict') return `${key} is somebody else's`;
  return `${key} has ${change.fields.map(fieldText).join(', ')}`;
}
