import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { CniCache, CniResult } from '../../generated/types.d.ts';
import { validateCniCache } from '../../generated/validators.js';
import { readText, writeFileDeep } from '../../host/index.ts';
import type { Attachment } from './attachment.ts';
import type { NodeConf } from './conf-list.ts';

/** Where libcni keeps results, and so what other CNI tools find. */
const FOLDER = '/var/lib/cni/results';

type Place = Pick<Attachment, 'root' | 'containerId' | 'ifName'>;

export const cacheFile = (network: string, { root, containerId, ifName }: Place): string =>
  path.join(root, FOLDER, `${network}-${containerId}-${ifName}`);

/** Remembers an attachment: its result, and the conf list it was made by, since DEL has to be given the same. */
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
  await writeFileDeep(cacheFile(list.name, attachment), `${JSON.stringify(document)}\n`, 0o600);
}

/** What is remembered of an attachment; undefined if there is nothing, or nothing that can be read. */
export async function readCache(network: string, place: Place): Promise<CniCache | undefined> {
  const text = await readText(cacheFile(network, place));
  if (text === undefined) return undefined;
  try {
    const document: unknown = JSON.parse(text);
    return validateCniCache(document) ? (document as CniCache) : undefined;
  } catch {
    return undefined;
  }
}

export const removeCache = async (network: string, place: Place): Promise<void> =>
  rm(cacheFile(network, place), { force: true });
