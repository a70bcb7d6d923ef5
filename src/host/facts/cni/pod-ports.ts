import { type Item, isItem } from '../../observe/json/fields.ts';
import type { Fact } from '../fact.ts';
import { cachedResult, objectsAt, readResults } from './results.ts';

/** The host's end of a pod's interface, by the result of its attachment. */
export interface PodPort {
  /** The name of the CNI conf. */
  readonly network: string;
  /** The link on the host. */
  readonly link: string;
}

const isOnHost = (item: Item): item is Item & { readonly name: string } =>
  typeof item['name'] === 'string' && !item['sandbox'];

/**
 * The host's links in a cached attachment: those without a sandbox, which include the bridge. None for a text that
 * libcni did not write.
 */
export function podPortsOf(text: string): PodPort[] {
  const { networkName: network, result } = cachedResult(text) ?? {};
  if (typeof network !== 'string' || !isItem(result)) return [];
  return objectsAt(result, 'interfaces')
    .filter(isOnHost)
    .map(({ name }) => ({ network, link: name }));
}

/** The host's ends of all pods' interfaces, by libcni's cache under a root. A file that can't be read counts as absent. */
export const podPorts = (root: string): Fact<readonly PodPort[]> => ({
  name: 'pod ports',
  read: async () => (await readResults(root, podPortsOf)).flat(),
});
