import { expect, test } from 'vitest';
import type { ChangesDocument } from '../../../src/generated/types.d.ts';
import { validateChangesDocument } from '../../../src/generated/validators.js';
import { eventsOf } from '../../support/cli/event-stream.ts';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initArgs, netConf } from '../../support/host/node.ts';

const UNKNOWN_KEY = netConf({ Comment: 'of nobody' });

test('a document has the warnings, too, and there is an event for each', async () => {
  const host = await freshHost();
  const dryRun = [...initArgs(UNKNOWN_KEY), '--dry-run', '-o'];
  const { stdout, stderr } = expectExit(await host.flannelctl([...dryRun, 'json']), 0);
  const document = JSON.parse(stdout) as ChangesDocument;
  expect(validateChangesDocument(document), stdout).toBe(true);
  expect(Object.keys(document).slice(0, 2)).toEqual(['kind', 'version']);
  expect(document.warnings).toHaveLength(1);
  const [warning] = document.warnings ?? [];
  expect(stderr).toContain(`warning: ${warning?.message}`);
  const stream = expectExit(await host.flannelctl([...dryRun, 'ndjson']), 0);
  const events = eventsOf(stream.stdout);
  expect(events.flatMap((event) => event.warning ?? [])).toEqual(document.warnings);
  expect(events.at(-1)?.document).toMatchObject({ kind: 'Changes', warnings: document.warnings });
});
