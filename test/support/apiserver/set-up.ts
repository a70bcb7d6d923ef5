import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildApiServer, NotHad } from './build.ts';

/** How the build ended: nothing, why it could not be, or an error. */
export interface BuildEnd {
  readonly notHad?: string;
  readonly error?: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** The file that a BuildEnd is written to when the build has ended. */
    readonly apiServerBuild: string;
    /** Whether the tests of this project were asked for by its name: then they can't be left out. */
    readonly isApiServerAsked: boolean;
  }
}

/** All tests have to be over ten minutes after it. */
const LONGEST_MS = 1_800_000;

/** Builds kube-apiserver beside the tests that need none. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-apiserver-build-'));
  const file = path.join(folder, 'end.json');
  project.provide('apiServerBuild', file);
  project.provide('isApiServerAsked', project.vitest.config.project.includes('apiserver'));
  const stop = new AbortController();
  const ended = buildApiServer(AbortSignal.any([stop.signal, AbortSignal.timeout(LONGEST_MS)]))
    .then(
      (): BuildEnd => ({}),
      (error: Error): BuildEnd =>
        error instanceof NotHad ? { notHad: error.message } : { error: error.message },
    )
    .then(async (end) => {
      await writeFile(`${file}.new`, JSON.stringify(end));
      await rename(`${file}.new`, file);
    });
  return async () => {
    stop.abort();
    await ended;
    await rm(folder, { recursive: true });
  };
}
