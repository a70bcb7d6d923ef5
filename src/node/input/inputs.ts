import { checkCniConf, checkNetConf, type NetConf } from '../../config/index.ts';
import { Failure, isError, type Problem } from '../../errors/index.ts';
import { inputName, readInput } from '../../host/index.ts';
import { parseSource, toValue } from '../../text/index.ts';
import { readNetConfInput } from './net-conf-input.ts';

/** A net-conf that can be built, the object it was written as, and what there is to warn of. */
export interface GivenNetConf {
  readonly netConf: NetConf;
  readonly netConfSource: unknown;
  readonly warnings: readonly Problem[];
}

/** Reads a net-conf, however it was given. */
export async function readNetConf(given: string): Promise<GivenNetConf> {
  const { file, text } = await readNetConfInput(given);
  const { source, root, problems } = await parseSource(file, text, 'json');
  const checked = root === undefined ? { problems: [] } : checkNetConf(root, source);
  const all = [...problems, ...checked.problems];
  if (root === undefined || checked.netConf === undefined || all.some(isError)) {
    throw new Failure('invalidConfig', `${file} is not a valid net-conf`, { problems: all.filter(isError) });
  }
  return { netConf: checked.netConf, netConfSource: toValue(root), warnings: all };
}

/** Reads a CNI conf list, as the object it was written as. */
export async function readCniConf(file: string): Promise<Record<string, unknown>> {
  const text = await readInput(file);
  const { source, root, problems } = await parseSource(inputName(file), text, 'json');
  const all = [...problems, ...(root === undefined ? [] : checkCniConf(root, source).problems)];
  if (all.some(isError))
    throw new Failure('invalidConfig', `${inputName(file)} is not a valid CNI conf list`, { problems: all });
  return JSON.parse(text) as Record<string, unknown>;
}
