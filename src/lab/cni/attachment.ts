/** A container to be attached to a network by one interface, and the node that attaches it. */
export interface Attachment {
  readonly containerId: string;
  /** The path of the container's network namespace. */
  readonly netns: string;
  readonly ifName: string;
  /** The network namespace that the plugins run in. */
  readonly nodeNamespace: string;
  /** The folder that stands for `/` on the node. */
  readonly root: string;
  /** The folders to search for plugins, in order. */
  readonly pluginPath: readonly string[];
  /** `KEY=VALUE` pairs for CNI_ARGS. */
  readonly args: readonly string[];
  /** Capability arguments for plugins that declare the capability: `portMappings`, `bandwidth` … */
  readonly capabilities: Readonly<Record<string, unknown>>;
  /** Variables added to the environment of every plugin. */
  readonly env: Readonly<Record<string, string>>;
}

/** The usual plugin folders: the one that the CNI specification's tools use, then Debian's. */
const PLUGIN_PATH = ['/opt/cni/bin', '/usr/lib/cni'] as const;

/** The plugin folders: those in CNI_PATH, as for every CNI runtime, else the usual ones. */
export const pluginPath = ({ CNI_PATH = '' }: NodeJS.ProcessEnv): readonly string[] => {
  const folders = CNI_PATH.split(':').filter(Boolean);
  return folders.length === 0 ? PLUGIN_PATH : folders;
};
