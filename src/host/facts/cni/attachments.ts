import { stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../../errors/index.ts';
import { isFolder } from '../../files/files.ts';
import { isItem } from '../../observe/json/fields.ts';
import type { Fact } from '../fact.ts';
import { cachedResult, objectsAt, readResults } from './results.ts';

/** An interface that CNI attached and has not detached, by libcni's cache. */
export interface CniAttachment {
  /** The name of the CNI conf. */
  readonly network: string;
  readonly container: string;
  /** The addresses of the interface, with the length of their network. */
  readonly addresses: readonly string[];
  /** The path of the container's network namespace. */
  readonly netns?: string;
  /** Whether that path does not exist any more. */
  readonly isGone: boolean;
}

/** The attachment in a file of the cache; undefined for a text that libcni did not write. */
export function attachmentOf(text: string): Omit<CniAttachment, 'isGone'> | undefined {
  const { networkName: network, containerId: container, netns, result } = cachedResult(text) ?? {};
  if (typeof network !== 'string' || typeof container !== 'string' || !isItem(result)) return undefined;
  // libcni keeps `netns` since 1.3; a plugin's result has it as the sandbox of the interface.
  const sandbox = [netns, ...objectsAt(result, 'interfaces').map((one) => one['sandbox'])].find(
    (value): value is string => typeof value === 'string' && value !== '',
  );
  const addresses = objectsAt(result, 'ips').flatMap(({ address }) =>
    typeof address === 'string' ? address : [],
  );
  return { network, container, addresses, ...(sandbox === undefined ? {} : { netns: sandbox }) };
}

/** A path whose folder is not there may be in a file system that is not mounted here, but for that of a process. */
async function isGone(netns: string | undefined): Promise<boolean> {
  if (netns === undefined) return false;
  try {
    await stat(netns);
    return false;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') return false;
    return netns.startsWith('/proc/') || isFolder(path.dirname(netns));
  }
}

/** The interfaces of all pods, by libcni's cache under a root. A file that can't be read counts as absent. */
export const cniAttachments = (root: string): Fact<readonly CniAttachment[]> => ({
  name: 'CNI attachments',
  read: async () => {
    const found = await readResults(root, attachmentOf);
    return Promise.all(found.map(async (one) => ({ ...one, isGone: await isGone(one.netns) })));
  },
});
