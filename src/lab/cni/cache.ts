import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../errors/index.ts';
import type { CniCache, CniResult } from '../../generated/types.d.ts';
import { validateCniCache } from '../../generated/validators.js';
import { readText, writeFileDeep } from '../../host/index.ts';
import type { Attachment } from './attachment.ts';
import type { NodeConf } from './conf-list.ts';

/** Where libcni keeps results, and so what other CNI tools find. */
const FOLDER = '/var/lib/cni/results';

/** What an attachment is found by. */
export type Interface = Pick<Attachment, 'root' | 'containerId' | 'ifName'>;

const suffixOf = ({ containerId, ifName }: Interface): string => `-${containerId}-${ifName}`;

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
  const file = path.join(attachment.root, FOLDER, `${list.name}${suffixOf(attachment)}`);
  await writeFileDeep(file, `${JSON.stringify(document)}\n`, 0o600);
}

/** What is remembered of an interface; undefined if it was never added, or what there is can't be read. */
export async function readCache(which: Interface): Promise<CniCache | undefined> {
  const texts = await Promise.all((await cacheFiles(which)).map(readText));
  const documents = texts.map((text) => (text === undefined ? undefined : parseCache(text)));
  return documents.find((document) => document?.containerId === which.containerId);
}

export async function removeCache(which: Interface): Promise<void> {
  const files = await cacheFiles(which);
  await Promise.all(files.map(async (file) => rm(file, { force: true })));
}

/** Found by their end: the network's name is in the conf list, which may be gone by now. */
async function cacheFiles(which: Interface): Promise<string[]> {
  const folder = path.join(which.root, FOLDER);
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith(suffixOf(which))).map((name) => path.join(folder, name));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function parseCache(text: string): CniCache | undefined {
  try {
    const document: unknown = JSON.parse(text);
    return validateCniCache(document) ? (document as CniCache) : undefined;
  } catch {
    return undefined;
  }
}
