import path from 'node:path';
import { listFolder, readText } from '../../files/files.ts';
import type { Fact } from '../fact.ts';

/** libcni's cache folder: a file for each interface that a plugin attached and has not detached. */
export const CNI_RESULTS = '/var/lib/cni/results';

/** A node runs up to about 250 pods; more files are not all of pods. */
const MOST_RESULTS = 2000;

/** The host's end of a pod's interface, by the result of its attachment. */
export interface PodPort {
  /** The name of the CNI conf. */
  readonly network: string;
  /** The link on the host. */
  readonly link: string;
}

interface Cached {
  readonly networkName?: unknown;
  readonly result?: { readonly interfaces?: unknown };
}

const isOnHost = (item: unknown): item is { readonly name: string } =>
  typeof item === 'object' &&
  item !== null &&
  typeof (item as { name?: unknown }).name === 'string' &&
  !(item as { sandbox?: unknown }).sandbox;

/**
 * The host's links in a cached attachment: those without a sandbox, which include the bridge. None for a text that
 * libcni did not write.
 */
export function podPortsOf(text: string): PodPort[] {
  let cached: Cached | null;
  try {
    cached = JSON.parse(text) as Cached | null;
  } catch {
    return [];
  }
  const { networkName, result } = cached ?? {};
  if (typeof networkName !== 'string') return [];
  const interfaces: unknown = result?.interfaces;
  if (!Array.isArray(interfaces)) return [];
  return interfaces.filter(isOnHost).map(({ name }) => ({ network: networkName, link: name }));
}

/** The host's ends of all pods' interfaces, by libcni's cache under a root. A file that can't be read counts as absent. */
export const podPorts = (root: string): Fact<readonly PodPort[]> => ({
  name: 'pod ports',
  read: async () => {
    const folder = path.join(root, CNI_RESULTS);
    const names = (await listFolder(folder).catch(() => [])).slice(0, MOST_RESULTS);
    const texts = await Promise.all(
      names.map(async (name) => readText(path.join(folder, name)).catch(() => undefined)),
    );
    return texts.flatMap((text) => podPortsOf(text ?? ''));
  },
});
