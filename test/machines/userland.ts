import { mkdtemp, rmdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { REPOSITORY } from '../support/cli/cli.ts';
import { connect, type Machine } from './machine.ts';

export type Variant = 'nft' | 'legacy';

export interface Userland extends Machine {
  /** A process of this machine's that is in its network namespace. */
  readonly pid: number;
}

/**
 * Puts an agent into a tree, over which nothing is written, with network, processes and mounts of its own. All of them
 * go with it, however the test ends.
 */
export async function userland(tree: string, variant: Variant = 'nft'): Promise<Userland> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-userland-'));
  const args = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private'];
  const script = path.join(import.meta.dirname, 'enter.sh');
  const process_ = execa('unshare', [...args, 'sh', script, tree, REPOSITORY, folder, variant], {
    reject: false,
    buffer: { stdout: false },
  });
  const close = async (): Promise<void> => {
    process_.stdin.end();
    await process_;
    await rmdir(folder);
  };
  let noise = '';
  process_.stderr.on('data', (text: Buffer) => {
    noise += text.toString();
  });
  const wires = {
    output: process_.stdin,
    input: process_.stdout,
    noise: async () => noise,
    seconds: 180,
    close,
  };
  return { pid: process_.pid ?? 0, ...(await connect(wires)) };
}
