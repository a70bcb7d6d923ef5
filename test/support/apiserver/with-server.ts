import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, inject } from 'vitest';
import { NOT_RUN } from '../not-run.ts';
import type { BuildEnd } from './set-up.ts';

/** Waits until the build, which began with the tests, has ended. */
async function buildEnd(): Promise<BuildEnd> {
  for (;;) {
    const text = await readFile(inject('apiServerBuild'), 'utf8').catch(() => undefined);
    if (text !== undefined) return JSON.parse(text) as BuildEnd;
    await sleep(500);
  }
}

/**
 * Tests that need a real kube-apiserver. Where it can't be had they are skipped, and the run says why at its end; where
 * they were asked for by name that is an error.
 */
export async function withApiServer(tests: () => void): Promise<void> {
  const { notHad, error } = await buildEnd();
  if (error !== undefined) throw new Error(error);
  if (notHad === undefined) return void describe('with a real kube-apiserver', tests);
  if (inject('isApiServerAsked')) throw new Error(notHad);
  describe.skip(`${NOT_RUN}${notHad}`, tests);
}
