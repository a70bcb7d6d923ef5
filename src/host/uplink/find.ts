import type { Address, Family } from '../../net/index.ts';
import { isReadingShared } from '../exec/reading.ts';
import { runTool } from '../exec/tool.ts';
import { askRoutes, mainTable } from '../observe/ask-routes.ts';
import { readAnswer, readList } from '../observe/json/json.ts';
import { parseList } from '../observe/json/parse-json.ts';
import { defaultRoutesOf, reachOf } from './routes.ts';
import type { DefaultRoute, Reach } from './types.ts';

/** Lists the default routes of the main table, in the kernel's order. */
export const listDefaultRoutes = async (family: Family): Promise<DefaultRoute[]> =>
  isReadingShared()
    ? askRoutes(family, defaultRoutesOf)
    : readList([...mainTable(family), 'default'], defaultRoutesOf);

/** The route to an address, by `ip route get`; undefined if there is none. */
export async function askReach(address: Address, ...by: readonly string[]): Promise<Reach | undefined> {
  const { command, exitCode, stdout } = await runTool(['ip', '-N', '-j', 'route', 'get', address, ...by]);
  if (exitCode !== 0) return undefined;
  return readAnswer(command, stdout, (text) => reachOf(parseList(text)));
}
