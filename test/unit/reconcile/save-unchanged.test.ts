import { describe, expect, it } from 'vitest';
import { saveUnchanged } from '../../../src/reconcile/history/save-unchanged.ts';
import { makeStateFolder, type SavedVersions } from '../../../src/reconcile/journal/saved-versions.ts';
import { memoryHost } from '../../support/memory-host/host.ts';
import { newMachine } from '../../support/memory-host/machine.ts';
import { powerFor } from '../../support/memory-host/power.ts';

const FILE = '/var/lib/flannelctl/node.json';
const HISTORY = '/var/lib/flannelctl/history.ndjson';

/** A host with a record and a line of history, after its record was saved. */
async function keptWith(after: SavedVersions['after']) {
  const { host } = memoryHost(newMachine(), powerFor(0));
  await makeStateFolder(host);
  const versions = { file: FILE, before: null, after: 'a record', folders: [] };
  await saveUnchanged(host, versions);
  await host.files.writeAtomically(HISTORY, 'a line\n', 0o600);
  await saveUnchanged(host, { ...versions, before: 'a record', after });
  return { history: await host.files.readTrusted(HISTORY), record: await host.files.readTrusted(FILE) };
}

describe('a node of which nothing changes on its host', () => {
  it('keeps its history with a new record', async () => {
    const { history, record } = await keptWith('another record');
    expect(record).toBe('another record');
    expect(history).toBe('a line\n');
  });

  it('has no history once it has no record', async () => {
    const { history, record } = await keptWith(null);
    expect(record).toBe(undefined);
    expect(history).toBe(undefined);
  });
});
