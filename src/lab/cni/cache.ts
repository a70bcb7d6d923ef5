import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { CniCache, CniResult } from '../../generated/types.d.ts';
import { validateCniCache } from '../../generated/validators.js';
import { CNI_RESULTS, listFolder, readText, writeFileDeep } from '../../host/index.ts';
import { jsonText } from '../../text/index.ts';
import type { Attachment } from './attachment.ts';
import type { NodeConf } from './conf-list.ts';

/** The key of an attachment. */
export type AttachmentKey = Pick<Attachment, 'root' | 'containerId' | 'ifName'>;

const suffixOf = ({ containerId, ifName }: AttachmentKey): string => `-${containerId}-${ifName}`;

/** Caches an attachment's result and its conf list, because DEL must be given the same conf list as ADD. */
export async function writeCache(
  { text, list }: NodeConf,
  attachment: Attachment,
  result: CniResult,
): Promise<void> {
  const document: CniCache = {
    kind: 'cniCacheV1',
    containerId: attachment.containerId,
    config: Buffer.from(text).toString('base64'),
    ifName: attachment.ifName,
    networkName: list.name,
    netns: attachment.netns,
    result,
  };
  const file = path.join(attachment.root, CNI_RESULTS, `${list.name}${suffixOf(attachment)}`);
  await writeFileDeep(file, `${jsonText(document)}\n`, 0o600);
}

/** The cached attachment of an interface; undefined if it was never added or the cache file is unreadable. */
export const readCache = async (which: AttachmentKey): Promise<CniCache | undefined> =>
  (await findEntries(which))[0]?.cache;

/** Removes what is cached of an attachment, if there is anything. */
export async function removeCache(which: AttachmentKey): Promise<void> {
  for (const { file } of await findEntries(which)) await rm(file, { force: true });
}

/**
 * Cache entries are found by the end of their file names, because the file name begins with the network's name, which
 * stands in a conf list that may be deleted by now.
 */
async function findEntries(which: AttachmentKey): Promise<{ file: string; cache: CniCache }[]> {
  const folder = path.join(which.root, CNI_RESULTS);
  const names = (await listFolder(folder)).filter((name) => name.endsWith(suffixOf(which)));
  const entries = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      const cache = parseCache((await readText(file)) ?? '');
      // A file name can be split into network name and container ID in two ways.
      return cache?.containerId === which.containerId ? [{ file, cache }] : [];
    }),
  );
  return entries.flat();
}

function parseCache(text: string): CniCache | undefined {
  try {
    const document: unknown = JSON.parse(text);
    return validateCniCache(document) ? (document as CniCache) : undefined;
  } catch {
    return undefined;
  }
}
