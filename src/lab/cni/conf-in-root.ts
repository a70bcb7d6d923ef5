import path from 'node:path';
import type { CniPlugin } from '../../config/index.ts';
import { SUBNET_ENV } from '../../flannel/index.ts';

/** The keys of a conf that are paths, each with the plugin's default. */
type Paths = Readonly<Record<string, string>>;

/** The paths that plugins keep files under, by plugin type. */
const OWN_PATHS: Readonly<Record<string, Paths>> = {
  flannel: { subnetFile: SUBNET_ENV, dataDir: '/var/lib/cni/flannel' },
};
const IPAM_PATHS: Readonly<Record<string, Paths>> = {
  'host-local': { dataDir: '/var/lib/cni/networks' },
};

/** flannel's plugin delegates with host-local unless told otherwise (flannel-facts 8.3). */
const ipamOf = ({ type, ipam }: CniPlugin): CniPlugin['ipam'] =>
  type === 'flannel' ? { type: 'host-local', ...ipam } : ipam;

/** A conf with some of its paths, or their defaults, prefixed with the root. */
function withRoot<T extends Readonly<Record<string, unknown>>>(
  conf: T,
  paths: Paths | undefined,
  root: string,
): T {
  const confInRoot = Object.entries(paths ?? {}).map(([key, usual]) => {
    const given = conf[key];
    return [key, path.join(root, typeof given === 'string' ? given : usual)];
  });
  return { ...conf, ...Object.fromEntries(confInRoot) };
}

/**
 * A plugin's conf for a node whose `/` is `root`. The paths of the plugin's own files get the prefix, as with --root.
 * Otherwise all nodes on one machine would share one store of allocated addresses.
 */
export function rooted(plugin: CniPlugin, root: string): CniPlugin {
  const own = withRoot(plugin, OWN_PATHS[plugin.type], root);
  const ipam = ipamOf(plugin);
  if (ipam === undefined) return own;
  return { ...own, ipam: withRoot(ipam, IPAM_PATHS[String(ipam['type'])], root) };
}
