import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { findPlugin, pluginPath } from './cni/index.ts';

/** Where a node's own flannelctl looks for plugins, below its root. */
const FOLDER = '/opt/cni/bin';

/** What the conf list of a node may name, of either --cni-type. */
const TYPES = ['bridge', 'host-local', 'portmap', 'flannel'];

/** Gives a node, by its root, this machine's plugins: those that the lab runs for it. */
export async function linkPlugins(root: string): Promise<void> {
  const folder = path.join(root, FOLDER);
  await mkdir(folder, { recursive: true });
  for (const type of TYPES) {
    const program = await findPlugin(type, pluginPath(process.env));
    if (program !== undefined) await symlink(path.resolve(program), path.join(folder, type));
  }
}
