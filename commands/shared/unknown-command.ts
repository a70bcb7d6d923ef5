import { Failure, messageOf } from '../../src/errors/index.ts';
import {
  errorDocument,
  errorLine,
  finishDocument,
  renderDocument,
  writeOut,
} from '../../src/output/index.ts';
import { didYouMean } from '../../src/text/index.ts';
import { formatOf } from './format.ts';
import { COMMANDS } from './registry.ts';

const spaced = (id: string): string => id.replaceAll(':', ' ');

/** The failure for an unknown command. Every other error is handled by the command itself. */
export function unknownCommand(thrown: unknown): Failure | undefined {
  const id = /^command (.+) not found\.?$/is.exec(messageOf(thrown))?.[1];
  if (id === undefined) return undefined;
  const word = spaced(id);
  if (word.startsWith('-'))
    return new Failure('usage', `${word} stands where a command is expected`, {
      hint: 'Flags go after the command, as in: flannelctl status --root DIR',
    });
  const meant = didYouMean(word, Object.keys(COMMANDS).map(spaced));
  return new Failure('usage', `there is no command ${word}`, { hint: meant ?? 'See flannelctl --help.' });
}

/** Prints the failure of a command line without a command to stdout, if a document was asked for. */
export async function printUnknown(failure: Failure, argv: readonly string[]): Promise<void> {
  const format = formatOf(argv);
  const document = finishDocument(errorDocument(failure));
  if (format === 'ndjson') writeOut(errorLine(document));
  else if (format !== 'text') writeOut(await renderDocument(document, format));
}
