import type { NodeStatus } from '../../health/index.ts';
import { jsonText } from '../../text/index.ts';
import { type Format, renderDocument } from '../document.ts';
import { clearScreen, writeOut } from '../write.ts';
import type { StatusTextOptions } from './peers.ts';
import { statusText } from './text.ts';
import { verdictLine } from './verdict.ts';

/** Prints one look at a node: a screen on a terminal, else a line; of documents one a line, or one after the other. */
export async function writeRound(
  status: NodeStatus,
  document: object,
  { format, ...options }: StatusTextOptions & { readonly format: Format },
): Promise<void> {
  const time = new Date().toISOString();
  if (format === 'json') return writeOut(`${jsonText(document)}\n`);
  if (format === 'yaml') return writeOut(`---\n${await renderDocument(document, 'yaml')}`);
  if (!clearScreen()) return writeOut(`${time} ${verdictLine(status)}\n`);
  return writeOut(`${time}\n\n${statusText(status, options)}\n`);
}
