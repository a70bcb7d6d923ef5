/** A parsed conf, not yet checked. */
type Conf = Readonly<Record<string, unknown>>;

/** Returns the folders that a runtime's conf names: of plugins, or of CNI confs. */
export type FoldersOf = (conf: Conf) => string[];

const tableOf = (value: unknown): Conf =>
  typeof value === 'object' && value !== null ? (value as Conf) : {};

const stringsOf = (...values: readonly unknown[]): string[] =>
  values.flat().filter((value): value is string => typeof value === 'string' && value !== '');

/**
 * The name of containerd's CRI plugin differs: `cri` (version 1 of the conf), `io.containerd.grpc.v1.cri` (2),
 * `io.containerd.cri.v1.runtime` (3). bin_dirs exists since containerd 2.1.
 */
export const containerdFolders: FoldersOf = ({ plugins }) =>
  Object.values(tableOf(plugins)).flatMap((plugin) => {
    const { bin_dir: one, bin_dirs: several } = tableOf(tableOf(plugin)['cni']);
    return stringsOf(one, several);
  });

/** CRI-O uses both: the older plugin_dir is added to plugin_dirs. */
export function crioFolders({ crio }: Conf): string[] {
  const { plugin_dir: one, plugin_dirs: several } = tableOf(tableOf(crio)['network']);
  return stringsOf(one, several);
}

/** Of Podman's two network backends, netavark uses no plugins. */
export function podmanFolders({ network }: Conf): string[] {
  const { network_backend: backend, cni_plugin_dirs: several } = tableOf(network);
  return backend === 'netavark' ? [] : stringsOf(several);
}

/** The folder in which containerd looks for CNI confs, by its conf. */
export const containerdConfFolders: FoldersOf = ({ plugins }) =>
  Object.values(tableOf(plugins)).flatMap((plugin) => stringsOf(tableOf(tableOf(plugin)['cni'])['conf_dir']));

/** The same of CRI-O. */
export const crioConfFolders: FoldersOf = ({ crio }) =>
  stringsOf(tableOf(tableOf(crio)['network'])['network_dir']);
