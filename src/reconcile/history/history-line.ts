import type { HistoryEntry } from '../../generated/types.d.ts';
import { type Action, SYMBOLS } from '../../state/index.ts';
import { printable } from '../../text/index.ts';

/** Who made a change: the user, and who they were before sudo. */
export const userText = ({
  uid,
  name = `uid ${uid}`,
  sudoUser,
}: NonNullable<HistoryEntry['user']>): string =>
  sudoUser === undefined ? name : `${name} (sudo: ${sudoUser})`;

/** The counts of a change, with the symbols of the diff: `+3 ~1`. */
export const countsText = ({ changes }: HistoryEntry): string =>
  Object.entries(SYMBOLS)
    .flatMap(([action, symbol]) => {
      const count = changes?.counts[action as Action] ?? 0;
      return count === 0 ? [] : [`${symbol}${count}`];
    })
    .join(' ');

const OUTCOMES: Readonly<Record<HistoryEntry['outcome'], string>> = {
  applied: 'applied',
  confirmed: 'applied and confirmed',
  rolledBack: 'rolled back',
  abandoned: 'abandoned',
  open: 'open',
};

/** How a change ended. */
export const outcomeText = ({ outcome }: HistoryEntry): string => OUTCOMES[outcome];

/** A change as one line of the system's log. */
export function logLine(entry: HistoryEntry): string {
  const { id, command, user, reason, endedBy } = entry;
  const by = user === undefined ? '' : ` by ${userText(user)}`;
  const ended = endedBy === undefined ? '' : `, ended by ${endedBy.command} of ${userText(endedBy.user)}`;
  const why = reason === undefined ? '' : `: ${reason}`;
  return printable(
    `change ${id}${by}: ${command}: ${outcomeText(entry)}${why}${ended}; ${countsText(entry)}`.replaceAll(
      '\n',
      ' ',
    ),
  );
}
