import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { findPlugin, pluginPath } from '../cni/index.ts';

/** The folder in which a node's flannelctl looks for plugins, below the node's root. */
const FOLDER = '/opt/cni/bin';

/** The plugin types in the conf list of a node, for either --cni-type. */
const TYPES = ['bridge', 'host-local', 'portmap', 'flannel'];

/** Links this machine's plugins, which the lab runs, into a node's root. */
export async function linkPlugins(root: string): Promise<void> {
  const folder = path.join(root, FOLDER);
  await mkdir(folder, { recursive: true });
  for (const type of TYPES) {
    const program = await findPlugin(type, pluginPath(process.env));
    if (program !== undefined) await symlink(path.resolve(program), path.join(folder, type));
  }
}
