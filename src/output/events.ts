import type { Problem } from '../errors/index.ts';
import type { ErrorDocument, EventDocument } from '../generated/types.d.ts';
import { type TransactionEvent, untilText } from '../reconcile/index.ts';
import { jsonText, printable } from '../text/index.ts';
import { diffDocument } from './changes/document.ts';
import { countText } from './changes/text.ts';
import { finishDocument } from './finish.ts';

type Body = Omit<EventDocument, 'kind' | 'version' | 'time'>;

const WAY = { forward: '', back: ' of the rollback' } as const;
const WANTED = { forward: 'as configured', back: 'as they were before' } as const;

const ENDED = {
  applied: 'ended: the change is made',
  confirmed: 'ended: confirmed, the change stays',
  rolledBack: 'ended: rolled back, the host is as it was before',
  abandoned: 'ended: forgotten, the host stays as it is',
} as const;

/** The fields of a transaction's event, with a message for people. */
function eventBody(event: TransactionEvent): Body {
  switch (event.event) {
    case 'begin':
      return { ...event, diff: { ...diffDocument(event.diff) }, message: `begun: ${countText(event.diff)}` };
    case 'batch': {
      const commands = [...event.commands()];
      return { ...event, commands, message: `${progressText(event)}: ${firstOf(commands)}` };
    }
    case 'done':
      return { ...event, message: `${progressText(event)} done` };
    case 'warning':
      return { event: 'warning', warning: { ...event.warning }, message: event.warning.message };
    case 'verified':
      return {
        ...event,
        message: `verified: ${event.objects} objects are ${WANTED[event.direction]}`,
      };
    case 'probed':
      return {
        ...event,
        answered: [...event.answered],
        silent: [...event.silent],
        message: probedText(event),
      };
    case 'pending':
      return { ...event, message: `applied; rolls back at ${untilText(event.until)} unless confirmed` };
    case 'back':
      return { ...event, message: `rolling back: ${event.reason}` };
    case 'end':
      return { ...event, message: ENDED[event.outcome] };
  }
}

const progressText = ({ n, of, direction }: Extract<TransactionEvent, { event: 'batch' | 'done' }>): string =>
  `batch ${n} of ${of}${WAY[direction]}`;

function firstOf(commands: readonly string[]): string {
  const first = commands[0]?.split('\n')[0] ?? '';
  return commands.length > 1 ? `${first} and ${commands.length - 1} more` : first;
}

const probedText = ({ answered, silent }: Extract<TransactionEvent, { event: 'probed' }>): string =>
  silent.length === 0 ? `${answered.length} still answer` : `no longer answering: ${silent.join(', ')}`;

const lineOf = (body: Body): string =>
  `${jsonText(finishDocument({ kind: 'Event' as const, time: new Date().toISOString(), ...body }) satisfies EventDocument)}\n`;

/** The first line of the stream. */
export const versionLine = (command: string): string =>
  lineOf({ event: 'version', command, message: command });

/** A transaction's event as a line (schemas/event.schema.json). */
export const eventLine = (event: TransactionEvent): string => lineOf(eventBody(event));

/** The result as the last line: the document that the command prints with `-o json`. */
export const resultLine = (document: object): string =>
  lineOf({ event: 'result', document: { ...document }, message: 'this is what came of it' });

/** The error as the last line of a command that fails. */
export const errorLine = ({ error }: Pick<ErrorDocument, 'error'>): string =>
  lineOf({ event: 'error', error, message: error.message });

/** A warning, which may come at any time before the end. */
export const warningLine = (warning: Problem): string =>
  lineOf({ event: 'warning', warning: { ...warning }, message: warning.message });

/** The progress line that an event shows to a person; undefined for most events. */
export function progressLine(event: TransactionEvent, verbose: boolean): string | undefined {
  const isNews = event.event === 'back' || (verbose && ['batch', 'verified', 'probed'].includes(event.event));
  return isNews ? `… ${printable(eventBody(event).message)}` : undefined;
}
