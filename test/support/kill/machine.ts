import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CliResult } from '../cli/cli.ts';
import type { Scene } from '../host/kill.ts';
import { bareScene } from './cycles.ts';

const JOURNAL = 'var/lib/flannelctl/journal.ndjson';
const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** A machine that was switched on again. */
export interface Machine {
  readonly scene: Scene;
  /** Runs flannelctl in the new boot. */
  readonly run: (args: readonly string[]) => Promise<CliResult>;
}

/** Words that let a command see the id of another boot: its mount namespace is its own, by `ip netns exec`. */
const otherBoot = (file: string): string[] => [
  'sh',
  '-c',
  `mount --bind '${file}' ${BOOT_ID} && exec "$@"`,
  'sh',
];

/** Takes away what a power cut takes: the folder in memory, and a last line of the journal that was not synced. */
async function forget(root: string): Promise<void> {
  const run = path.join(root, 'run');
  for (const name of await readdir(run)) await rm(path.join(run, name), { recursive: true });
  const journal = path.join(root, JOURNAL);
  const text = await readFile(journal, 'utf8').catch(() => undefined);
  if (text !== undefined) await writeFile(journal, text.replace(/\n\{"record":"done","n":\d+\}\n?$/, ''));
}

/** A machine with the files of another whose power was cut: its kernel knows nothing, and it is another boot. */
export async function switchedOn(from: Scene): Promise<Machine> {
  const scene = await bareScene();
  const { root } = scene.host;
  await rm(root, { recursive: true });
  await cp(from.host.root, root, { recursive: true });
  await forget(root);
  const boot = path.join(scene.folder, 'boot_id');
  await writeFile(boot, '11111111-2222-3333-4444-555555555555\n');
  return { scene, run: async (args) => scene.run(args, { via: otherBoot(boot) }) };
}
