import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { REPOSITORY } from '../cli/cli.ts';

export interface Bundle {
  readonly file: string;
  readonly remove: () => Promise<void>;
}

/** Makes one CommonJS file of a module of the sources, which any Node process can load. */
export async function bundle(module: string): Promise<Bundle> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-bundle-'));
  const file = path.join(folder, 'bundle.cjs');
  const build = await rolldown({ input: module, cwd: REPOSITORY, platform: 'node', logLevel: 'warn' });
  await build.write({ file, format: 'cjs' });
  await build.close();
  return { file, remove: async () => rm(folder, { recursive: true, force: true }) };
}
