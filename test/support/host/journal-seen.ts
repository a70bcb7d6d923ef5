import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Host } from './netns.ts';
import { expectExit } from './node.ts';
import { wrapTools } from './tools.ts';

export const JOURNAL = 'var/lib/flannelctl/journal.ndjson';

async function testFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-journal-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** What a tool finds when it is called for a change, and what it is told to do. */
export interface Seen {
  readonly journal: string;
  readonly mode: number;
  readonly input: string;
}

/** Runs flannelctl with tools that note, before they do anything, what is on the disk by then. */
export async function whatToolsSee(host: Host, args: readonly string[]): Promise<Seen[]> {
  const folder = await testFolder();
  const { via } = await wrapTools(
    `[ -n "$FLANNELCTL_TRANSACTION" ] && {
      cp -p "$FLANNELCTL_ROOT/${JOURNAL}" '${folder}'/$n.journal; cat > '${folder}'/$n.input; exec < '${folder}'/$n.input; }`,
  );
  expectExit(await host.flannelctl(args, { via }), 0);
  const calls = (await readdir(folder)).flatMap((name) => /^(\d+)\.input$/.exec(name)?.[1] ?? []);
  const inOrder = calls.toSorted((a, b) => Number(a) - Number(b));
  return Promise.all(
    inOrder.map(async (n) => {
      const journal = path.join(folder, `${n}.journal`);
      return {
        journal: await readFile(journal, 'utf8'),
        mode: (await stat(journal)).mode & 0o777,
        input: await readFile(path.join(folder, `${n}.input`), 'utf8'),
      };
    }),
  );
}
