import path from 'node:path';
import type { CniPlugin } from '../../config/index.ts';

/** The paths that plugins keep files under, by their type, with what they take if the conf has none. */
const OWN_PATHS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  flannel: { subnetFile: '/run/flannel/subnet.env', dataDir: '/var/lib/cni/flannel' },
};
const IPAM_PATHS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'host-local': { dataDir: '/var/lib/cni/networks' },
};

/** flannel's plugin delegates with host-local unless told otherwise (flannel-facts 8.3). */
const ipamOf = ({ type, ipam }: CniPlugin): { readonly type?: string } | undefined =>
  type === 'flannel' ? { type: 'host-local', ...(ipam as object | undefined) } : (ipam as object | undefined);

function withRoot(conf: object, paths: Readonly<Record<string, string>> | undefined, root: string): object {
  const given = conf as Readonly<Record<string, unknown>>;
  const entries = Object.entries(paths ?? {});
  const rooted = entries.map(([key, usual]) => [key, path.join(root, String(given[key] ?? usual))]);
  return { ...conf, ...Object.fromEntries(rooted) };
}

/**
 * A plugin's conf for a node that has `root` for its `/`: the rule of --root, which prefixes every file path, for the
 * files that plugins keep. Without it the nodes of one machine would share the addresses given out.
 */
export function rooted(plugin: CniPlugin, root: string): CniPlugin {
  const own = withRoot(plugin, OWN_PATHS[plugin.type], root);
  const ipam = ipamOf(plugin);
  if (ipam === undefined) return own as CniPlugin;
  return { ...own, ipam: withRoot(ipam, IPAM_PATHS[ipam.type ?? ''], root) } as CniPlugin;
}
