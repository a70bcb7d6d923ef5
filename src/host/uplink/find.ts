import type { Address, Family } from '../../net/index.ts';
import { listLinks } from '../facts.ts';
import { readJson } from '../observe/json.ts';
import { runTool } from '../tool.ts';
import { chooseUplink } from './choose.ts';
import { patternReader } from './regex.ts';
import type { DefaultRoute, Reach, Uplink, UplinkChoice } from './types.ts';

/** The default routes of the main table, in the order of the kernel. */
export const listDefaultRoutes = async (family: Family): Promise<DefaultRoute[]> =>
  readJson<DefaultRoute>('ip', '-N', '-j', `-${family}`, 'route', 'show', 'default');

/** How an address is reached; undefined if it isn't. */
async function reachOf(address: Address): Promise<Reach | undefined> {
  const { exitCode, stdout } = await runTool(['ip', '-N', '-j', 'route', 'get', address]);
  return exitCode === 0 ? (JSON.parse(stdout) as Reach[])[0] : undefined;
}

/** Looks at the host, and finds the uplink as flanneld would (flannel-facts 7.2); a Failure says why there is none. */
export async function findUplink(choice: UplinkChoice): Promise<Uplink> {
  const { families, canReach, ifaceRegex } = choice;
  const patterns = ifaceRegex.length === 0 ? [] : (await patternReader())(ifaceRegex);
  const [links, routes, reach] = await Promise.all([
    listLinks(),
    Promise.all(families.map(async (family) => [family, await listDefaultRoutes(family)] as const)),
    canReach === undefined ? undefined : reachOf(canReach),
  ]);
  return chooseUplink(choice, {
    links,
    defaultRoutes: Object.fromEntries(routes),
    ...(reach === undefined ? {} : { reach }),
    patterns,
  });
}
