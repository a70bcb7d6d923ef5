import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { checkCniConf, parseSource } from '../../config/index.ts';
import { errorCode, Failure, isError } from '../../errors/index.ts';
import { readText } from '../../host/index.ts';

/** One plugin of a conf list; its other keys are the plugin's own. */
export interface CniPlugin {
  readonly type: string;
  readonly capabilities?: Readonly<Record<string, boolean>>;
  readonly [key: string]: unknown;
}

export interface CniConfList {
  readonly name: string;
  readonly cniVersion: string;
  readonly plugins: readonly CniPlugin[];
}

const FOLDER = '/etc/cni/net.d';

/** A conf list as it was written, and as it was read. */
export interface NodeConf {
  readonly text: string;
  readonly list: CniConfList;
}

/** A node's conf list: the first in the order of file names, as kubelet's runtimes take it. A Failure if there is none or it is wrong. */
export async function readNodeConf(root: string): Promise<NodeConf> {
  const folder = path.join(root, FOLDER);
  const names = await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  const first = names.filter((name) => name.endsWith('.conflist')).sort()[0];
  const file = path.join(folder, first ?? '');
  const text = first === undefined ? undefined : await readText(file);
  if (text === undefined) {
    throw new Failure('invalidConfig', `no CNI conf list in ${folder}`, {
      hint: 'The node has not been set up: flannelctl init or join writes it.',
    });
  }
  const { root: tree, source, problems } = await parseSource(file, text, 'json');
  const all = [...problems, ...(tree === undefined ? [] : checkCniConf(tree, source).problems)].filter(isError);
  if (all.length > 0)
    throw new Failure('invalidConfig', `${file} is not a valid CNI conf list`, { problems: all });
  return { text, list: parseConfList(text) };
}

/** Reads a conf list that has been checked. */
export const parseConfList = (text: string): CniConfList => JSON.parse(text) as CniConfList;
