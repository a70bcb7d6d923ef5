import { checkCniConf, checkNetConf, type NetConf } from '../../config/index.ts';
import { Failure, isError, type Problem } from '../../errors/index.ts';
import type { CniConfList } from '../../generated/types.js';
import { inputName, readInput } from '../../host/index.ts';
import { parseSource, toValue } from '../../text/index.ts';
import { readAsGiven } from '../../validate/index.ts';
import { readNetConfInput } from './net-conf-input.ts';

/** A net-conf with a supported backend, the object it was written as, and warnings. */
export interface GivenNetConf {
  readonly netConf: NetConf;
  readonly netConfSource: unknown;
  readonly warnings: readonly Problem[];
}

/** Reads a net-conf from a file, stdin or its text. */
export async function readNetConf(given: string): Promise<GivenNetConf> {
  const { file, text } = await readNetConfInput(given);
  return parseNetConf(file, text);
}

/** Reads a net-conf from its text. @param file where it is from, for messages */
export async function parseNetConf(file: string, text: string): Promise<GivenNetConf> {
  const { source, root, problems } = await parseSource(file, text, 'json');
  const checked = root === undefined ? { problems: [] } : checkNetConf(root, source);
  const all = [...problems, ...checked.problems];
  if (root === undefined || checked.netConf === undefined || all.some(isError)) {
    throw new Failure('invalidConfig', `${file} is not a valid net-conf`, { problems: all.filter(isError) });
  }
  return { netConf: checked.netConf, netConfSource: toValue(root), warnings: all };
}

/** Reads a CNI conf from a file or its text: a conf list as written, the conf of one plugin as a list of it. */
export async function readCniConf(given: string): Promise<CniConfList> {
  const isText = given.trimStart().startsWith('{');
  const file = isText ? '--cni-conf' : inputName(given);
  const text = isText ? given : await readInput(given);
  return readAsGiven([{ role: 'cni-conf', file, text }], () => cniConfOf(file, text));
}

async function cniConfOf(file: string, text: string): Promise<CniConfList> {
  const { source, root, problems } = await parseSource(file, text, 'json');
  const checked = root === undefined ? { problems: [] } : checkCniConf(root, source);
  const all = [...problems, ...checked.problems];
  if (checked.conf === undefined || all.some(isError))
    throw new Failure('invalidConfig', `${file} is not a valid CNI conf`, { problems: all });
  return checked.conf;
}
