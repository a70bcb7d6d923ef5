import { Failure } from '../errors/index.ts';
import { findPlugin, pluginMissing, pluginPath } from './cni/index.ts';

/** Network namespaces are root's: a Failure `permission` for anybody else. */
export function requireRoot(what: string): void {
  if (process.getuid?.() === 0) return;
  throw new Failure('permission', `${what} needs root: it works in network namespaces`, {
    hint: `sudo flannelctl ${what}`,
  });
}

/** The plugins of the conf list that flannelctl writes; the second gives the first its addresses. */
const PLUGINS = ['bridge', 'host-local', 'portmap'];

/** A Failure `unavailable` names every plugin that pods can't be attached without. */
export async function requirePlugins(): Promise<void> {
  const folders = pluginPath(process.env);
  const found = await Promise.all(PLUGINS.map(async (type) => findPlugin(type, folders)));
  const missing = PLUGINS.filter((_, i) => found[i] === undefined);
  if (missing.length > 0) throw pluginMissing(missing, folders);
}
