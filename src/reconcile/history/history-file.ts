import path from 'node:path';
import { Failure } from '../../errors/index.ts';
import type { HistoryEntry } from '../../generated/types.d.ts';
import { jsonText } from '../../text/index.ts';
import type { ReconcileHost } from '../base/host.ts';
import { STATE_FOLDER } from '../journal/saved-versions.ts';

/** The limit of changes that are kept. */
const KEPT = 100;

const HISTORY = path.join(STATE_FOLDER, 'history.ndjson');

const historyFile = (root: string): string => path.join(root, HISTORY);

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * The changes that ended, the oldest first.
 * @throws Failure `invalidConfig`, with the line, if the file is damaged or another user could have written it;
 * `permission` if it can't be read
 */
export async function readHistoryFile({ root, files }: ReconcileHost): Promise<HistoryEntry[]> {
  const file = historyFile(root);
  const lines = ((await files.readTrusted(file)) ?? '').split('\n').filter(Boolean);
  if (lines.length === 0) return [];
  const { validateHistoryEntry } = await import('../../generated/validateHistoryEntry.js');
  return lines.map((line, index) => {
    const entry = parsed(line);
    if (!validateHistoryEntry(entry)) throw damaged(file, index + 1);
    return entry as HistoryEntry;
  });
}

const damaged = (file: string, line: number): Failure =>
  new Failure('invalidConfig', `${file}: line ${line} is no entry of a history`, {
    hint: 'Move the file away: the history starts over with the next change.',
  });

/** Adds a change. The file is replaced as a whole, so that it is never torn. */
export async function addToHistory(host: ReconcileHost, entry: HistoryEntry): Promise<void> {
  // A process that was killed before it ended the journal may have written an entry of the same transaction.
  const before = (await readHistoryFile(host)).filter(({ id }) => id !== entry.id);
  const lines = [...before, entry].slice(-KEPT).map((one) => `${jsonText(one)}\n`);
  await host.files.writeAtomically(historyFile(host.root), lines.join(''), 0o600);
}

/** Deletes the history. Synced, because once the journal has ended nothing deletes it after a power cut. */
export async function forgetHistory({ root, files }: ReconcileHost): Promise<void> {
  const file = historyFile(root);
  await files.removeFile(file);
  await files.syncFolder(path.dirname(file));
}
