import type { Change, FieldChange } from '../../state/index.ts';
import type { ReconcileHost } from '../base/host.ts';
import { compare, type DesiredState, type HostDiff } from './compare.ts';

const TRIES = 3;
const INTERVAL_MS = 200;

/** Compares up to three times, until the host matches and can be read. Throws the failure of the last read. */
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

/** A multi-line text is not repeated in a message. */
const fieldText = ({ field, from, to }: FieldChange): string =>
  from.includes('\n') || to.includes('\n') ? `another ${field}` : `${field} ${from}, not ${to}`;

/** The differences of an object, for a message. */
export function lackText(change: Change): string {
  const { key, action } = change;
  if (action === 'create') return `${key} is missing`;
  if (action === 'delete') return `${key} is still there`;
  if (action === 'conflict') return `${key} was not created by flannelctl`;
  return `${key} has ${change.fields.map(fieldText).join(', ')}`;
}
