import path from 'node:path';
import { Failure, isError } from '../../errors/index.ts';
import type { NodeConfigDocument } from '../../generated/types.d.ts';
import { inputName, readInput, STDIN } from '../../host/index.ts';
import { parseSource, toValue } from '../../text/index.ts';
import { checkDocument } from '../../validate/index.ts';

/** Keys with a document, or the path of one. */
const PATHS = ['netConf', 'nodes', 'cniConf'] as const;

/** A document in the node config as text; a path, which is relative to the folder of the node config, from here. */
const textOrPath = (value: string | object | undefined, folder: string): string | undefined => {
  if (typeof value === 'object') return JSON.stringify(value);
  return value === undefined || value === STDIN
    ? value
    : path.isAbsolute(value)
      ? value
      : path.join(folder, value);
};

/** A node config whose documents are texts or paths, as flags have them. */
export type FlagConfig = Omit<NodeConfigDocument, (typeof PATHS)[number]> & {
  readonly [key in (typeof PATHS)[number]]?: string;
};

/** Reads a node config: a file in YAML or JSON, or stdin (`-`). */
export async function readNodeConfig(given: string): Promise<FlagConfig> {
  const file = inputName(given);
  const parsed = await parseSource(file, await readInput(given));
  const { problems } = checkDocument('node-config', parsed);
  if (parsed.root === undefined || problems.some(isError))
    throw new Failure('invalidConfig', `${file} is not a valid node config`, {
      problems: problems.filter(isError),
    });
  const document = toValue(parsed.root) as NodeConfigDocument;
  const folder = given === STDIN ? '' : path.dirname(given);
  const { netConf, nodes, cniConf, ...rest } = document;
  const texts = Object.entries({ netConf, nodes, cniConf }).flatMap(([key, value]) => {
    const text = textOrPath(value, folder);
    return text === undefined ? [] : [[key, text]];
  });
  return { ...rest, ...Object.fromEntries(texts) };
}
