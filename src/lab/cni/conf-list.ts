import path from 'node:path';
import { type CniConfList, checkCniConf } from '../../config/index.ts';
import { Failure, isError } from '../../errors/index.ts';
import { CNI_CONF } from '../../flannel/index.ts';
import { listFolder, readText } from '../../host/index.ts';
import { parseSource } from '../../text/index.ts';

const FOLDER = path.dirname(CNI_CONF);

/** The file name extensions that libcni accepts for a conf. */
const ENDINGS: readonly string[] = ['.conf', '.conflist', '.json'];

/** The versions of the CNI specification in which a plugin is given the previous plugin's result. */
const VERSIONS: readonly string[] = ['0.3.0', '0.3.1', '0.4.0', '1.0.0', '1.1.0'];

/** A conf list as text and as parsed. */
export interface NodeConf {
  readonly text: string;
  readonly list: CniConfList;
}

/**
 * Reads a node's conf list: the first by file name, as container runtimes do. Throws a Failure if there is none or it
 * is invalid.
 */
export async function readNodeConf(root: string): Promise<NodeConf> {
  const folder = path.join(root, FOLDER);
  const first = (await listFolder(folder)).sort().find((name) => ENDINGS.includes(path.extname(name)));
  const file = path.join(folder, first ?? '');
  const text = first === undefined ? undefined : await readText(file);
  if (text !== undefined) return { text, list: await readConfList(file, text) };
  throw new Failure('invalidConfig', `no CNI conf in ${folder}`, {
    hint: 'The node has not been set up: flannelctl init or join writes it.',
  });
}

/** Parses a conf list. Throws a Failure `invalidConfig` that lists every error in it. */
export async function readConfList(file: string, text: string): Promise<CniConfList> {
  const { root, source, problems } = await parseSource(file, text, 'json');
  const checked = root === undefined ? { problems: [] } : checkCniConf(root, source);
  const errors = [...problems, ...checked.problems].filter(isError);
  if (checked.conf === undefined || errors.length > 0)
    throw new Failure('invalidConfig', `${file} is not a valid CNI conf`, { problems: errors });
  const { cniVersion = '0.1.0' } = checked.conf;
  if (VERSIONS.includes(cniVersion)) return checked.conf;
  throw new Failure('invalidConfig', `${file}: plugins can't be chained with cniVersion ${cniVersion}`, {
    hint: `Give it one of ${VERSIONS.join(', ')}.`,
  });
}
