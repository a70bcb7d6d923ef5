import { type Item, isItem } from '../../observe/json/fields.ts';
import type { Fact } from '../fact.ts';
import { cachedResult, objectsAt, readResults } from './results.ts';

/** A pod's interface that CNI attached, as it is traced by name. */
export interface PodInterface {
  readonly container: string;
  /** By the arguments that kubelet gives. */
  readonly pod?: string;
  readonly namespace?: string;
  /** The interface's name in the pod. */
  readonly ifName: string;
  readonly netns?: string;
  /** The addresses, with the length of their network. */
  readonly addresses: readonly string[];
  /** The links on the host that the plugins made or found, such as the bridge and the veth. */
  readonly hostLinks: readonly string[];
}

const textAt = (item: Item, key: string): string | undefined => {
  const value = item[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** The value of an argument: libcni caches them as pairs. */
function argument(cached: Item, name: string): string | undefined {
  const pairs: unknown = cached['cniArgs'];
  if (!Array.isArray(pairs)) return undefined;
  const pair: unknown = pairs.find((one) => Array.isArray(one) && one[0] === name);
  return Array.isArray(pair) && typeof pair[1] === 'string' ? pair[1] : undefined;
}

/** The interface in a file of libcni's cache; undefined for a text that libcni did not write. */
function podInterfaceOf(text: string): PodInterface | undefined {
  const cached = cachedResult(text);
  const result = cached?.['result'];
  if (cached === undefined || !isItem(result)) return undefined;
  const [container, ifName] = [textAt(cached, 'containerId'), textAt(cached, 'ifName')];
  if (container === undefined || ifName === undefined) return undefined;
  const interfaces = objectsAt(result, 'interfaces');
  // libcni keeps `netns` since 1.3; a plugin's result has it as the sandbox of the interface.
  const netns = textAt(cached, 'netns') ?? interfaces.flatMap((one) => textAt(one, 'sandbox') ?? [])[0];
  const [pod, namespace] = [argument(cached, 'K8S_POD_NAME'), argument(cached, 'K8S_POD_NAMESPACE')];
  return {
    container,
    ...(pod === undefined ? {} : { pod }),
    ...(namespace === undefined ? {} : { namespace }),
    ifName,
    ...(netns === undefined ? {} : { netns }),
    addresses: objectsAt(result, 'ips').flatMap((ip) => textAt(ip, 'address') ?? []),
    hostLinks: interfaces.flatMap((one) => (textAt(one, 'sandbox') ? [] : (textAt(one, 'name') ?? []))),
  };
}

/** The interfaces of all pods, by libcni's cache under a root. A file that can't be read counts as absent. */
export const podInterfaces = (root: string): Fact<readonly PodInterface[]> => ({
  name: 'interfaces of pods',
  read: async () => readResults(root, podInterfaceOf),
});
