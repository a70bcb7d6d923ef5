import { runTool } from '../../exec/tool.ts';
import { readAnswer, readList } from '../json/json.ts';
import { parseList } from '../json/parse-json.ts';
import { linksOf } from './link-fields.ts';
import type { LinkJson } from './links.ts';

const ADDRESSES = ['-N', '-d', '-j', 'address'];

/** Links with their addresses, as `ip` lists them. */
export const askLinks = async (): Promise<LinkJson[]> => readList(['ip', ...ADDRESSES], linksOf);

/** The same of a network namespace by its name; undefined where `ip` can't list them: it may be gone by now. */
export async function askLinksIn(namespace: string): Promise<LinkJson[] | undefined> {
  const command = ['ip', '-n', namespace, ...ADDRESSES];
  const { exitCode, stdout } = await runTool(command);
  return exitCode === 0 ? readAnswer(command, stdout, (text) => linksOf(parseList(text))) : undefined;
}
