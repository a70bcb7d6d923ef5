/** A container that is to be on a network by one interface, and the node that does it. */
export interface Attachment {
  readonly containerId: string;
  /** The path of the container's network namespace. */
  readonly netns: string;
  readonly ifName: string;
  /** The network namespace the plugins run in. */
  readonly nodeNamespace: string;
  /** What the node has for `/`. */
  readonly root: string;
  /** Folders that plugins are looked for in, the first that has one wins. */
  readonly pluginPath: readonly string[];
  /** `KEY=VALUE` pairs for CNI_ARGS. */
  readonly args: readonly string[];
  /** What the runtime has to say to plugins that declare the capability: `portMappings`, `bandwidth` … */
  readonly capabilities: Readonly<Record<string, unknown>>;
  /** Added to the environment of every plugin. */
  readonly env: Readonly<Record<string, string>>;
}

/** Where plugins usually are: the place the CNI specification's tools use, then Debian's. */
const PLUGIN_PATH = ['/opt/cni/bin', '/usr/lib/cni'] as const;

/** The folders in CNI_PATH, as for every CNI runtime, or else the usual ones. */
export const pluginPath = ({ CNI_PATH = '' }: NodeJS.ProcessEnv): readonly string[] => {
  const folders = CNI_PATH.split(':').filter(Boolean);
  return folders.length === 0 ? PLUGIN_PATH : folders;
};
