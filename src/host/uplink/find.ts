import type { Address, Family } from '../../net/index.ts';
import { askLinks } from '../observe/ask-links.ts';
import { askRoutes } from '../observe/ask-routes.ts';
import { readAnswer } from '../observe/json.ts';
import { parseList } from '../observe/parse-json.ts';
import { runTool } from '../tool.ts';
import { chooseUplink } from './choose.ts';
import { patternReader } from './regex.ts';
import { defaultRoutesOf, reachOf } from './routes.ts';
import type { DefaultRoute, Reach, Uplink, UplinkChoice } from './types.ts';

/** The default routes of the main table, in the order of the kernel. */
export const listDefaultRoutes = async (family: Family): Promise<DefaultRoute[]> =>
  askRoutes(family, defaultRoutesOf);

/** How an address is reached, by the words of `ip route get`; undefined if it isn't. */
export async function askReach(address: Address, ...by: readonly string[]): Promise<Reach | undefined> {
  const { command, exitCode, stdout } = await runTool(['ip', '-N', '-j', 'route', 'get', address, ...by]);
  if (exitCode !== 0) return undefined;
  return readAnswer(command, stdout, (text) => reachOf(parseList(text)));
}

/** Looks at the host, and finds the uplink as flanneld would (flannel-facts 7.2); a Failure says why there is none. */
export async function findUplink(choice: UplinkChoice): Promise<Uplink> {
  const { families, canReach, ifaceRegex } = choice;
  const patterns = ifaceRegex.length === 0 ? [] : (await patternReader())(ifaceRegex);
  const [links, routes, reach] = await Promise.all([
    askLinks(),
    Promise.all(families.map(async (family) => [family, await listDefaultRoutes(family)] as const)),
    canReach === undefined ? undefined : askReach(canReach),
  ]);
  return chooseUplink(choice, {
    links,
    defaultRoutes: Object.fromEntries(routes),
    ...(reach === undefined ? {} : { reach }),
    patterns,
  });
}
