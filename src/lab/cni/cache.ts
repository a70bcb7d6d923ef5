import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../errors/index.ts';
import type { CniCache, CniResult } from '../../generated/types.d.ts';
import { validateCniCache } from '../../generated/validators.js';
import { readText, writeFileDeep } from '../../host/index.ts';
import { jsonText } from '../../text/index.ts';
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
  await writeFileDeep(file, `${jsonText(document)}\n`, 0o600);
}

/** What is remembered of an interface; undefined if it was never added, or what there is can't be read. */
export const readCache = async (which: Interface): Promise<CniCache | undefined> =>
  (await found(which))[0]?.cache;

export async function removeCache(which: Interface): Promise<void> {
  for (const { file } of await found(which)) await rm(file, { force: true });
}

/** Found by the end of their names: the network's name is in the conf list, which may be gone by now. */
async function found(which: Interface): Promise<{ file: string; cache: CniCache }[]> {
  const folder = path.join(which.root, FOLDER);
  const names = (await namesIn(folder)).filter((name) => name.endsWith(suffixOf(which)));
  const entries = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      const cache = parseCache((await readText(file)) ?? '');
      // The network's name and the container's may be cut in two ways.
      return cache?.containerId === which.containerId ? [{ file, cache }] : [];
    }),
  );
  return entries.flat();
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
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
