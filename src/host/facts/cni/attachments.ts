import { stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../../errors/index.ts';
import { isFolder, listFolder, readText } from '../../files/files.ts';
import { type Item, isItem } from '../../observe/fields.ts';
import type { Fact } from '../fact.ts';
import { CNI_RESULTS } from './pod-ports.ts';

/** A node runs up to about 250 pods; more files are not all of pods. */
const MOST_RESULTS = 2000;

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

const listAt = (item: Item, key: string): readonly Item[] => {
  const value = item[key];
  return Array.isArray(value) ? value.filter(isItem) : [];
};

/** The attachment in a file of the cache; undefined for a text that libcni did not write. */
export function attachmentOf(text: string): Omit<CniAttachment, 'isGone'> | undefined {
  let cached: unknown;
  try {
    cached = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isItem(cached)) return undefined;
  const { networkName: network, containerId: container, netns, result } = cached;
  if (typeof network !== 'string' || typeof container !== 'string' || !isItem(result)) return undefined;
  // libcni keeps `netns` since 1.3; a plugin's result has it as the sandbox of the interface.
  const sandbox = [netns, ...listAt(result, 'interfaces').map((one) => one['sandbox'])].find(
    (value): value is string => typeof value === 'string' && value !== '',
  );
  const addresses = listAt(result, 'ips').flatMap(({ address }) =>
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

async function readAttachment(file: string): Promise<CniAttachment[]> {
  const text = await readText(file).catch(() => undefined);
  const found = attachmentOf(text ?? '');
  return found === undefined ? [] : [{ ...found, isGone: await isGone(found.netns) }];
}

/** The interfaces of all pods, by libcni's cache under a root. A file that can't be read counts as absent. */
export const cniAttachments = (root: string): Fact<readonly CniAttachment[]> => ({
  name: 'CNI attachments',
  read: async () => {
    const folder = path.join(root, CNI_RESULTS);
    const names = (await listFolder(folder).catch(() => [])).slice(0, MOST_RESULTS);
    return (await Promise.all(names.map(async (name) => readAttachment(path.join(folder, name))))).flat();
  },
});
