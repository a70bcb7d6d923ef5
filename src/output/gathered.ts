import type { GatheredDocument } from '../generated/types.d.ts';
import { printable } from '../text/index.ts';

const sizeText = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

/** What was gathered, and what to do with it. */
export function gatheredText(gathered: Omit<GatheredDocument, 'version'>): string {
  const { file, bytes, facts, texts, unread, redacted } = gathered;
  return [
    `Wrote ${file}: ${sizeText(bytes)}, ${facts} facts of checks, ${texts} outputs of commands and files.`,
    ...(unread.length === 0 ? [] : [`Not there: ${unread.join(', ')}`]),
    redacted
      ? 'Addresses, MACs and names of nodes are replaced. Logs can name pods and services: read it before you publish it.'
      : 'Keys and passwords are left out. Addresses and names are not: use --redact for a file to publish.',
  ]
    .map(printable)
    .join('\n');
}
