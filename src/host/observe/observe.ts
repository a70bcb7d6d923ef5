import { acceptRaPath, bearsMark, type HostObject, type Link, type LinkAddress } from '../../state/index.ts';
import { askNexthops } from './ask-nexthops.ts';
import { readFiles } from './files.ts';
import { hasIpv6 } from './ipv6.ts';
import { parseJson, readJson } from './json.ts';
import { type LinkJson, readLinks } from './links.ts';
import { readFdb, readNeighbors, readNexthops, readRoutes } from './routing.ts';
import { type RuleTools, readRules } from './rules.ts';
import { readSysctls } from './sysctls.ts';

/** What to read of the files and settings; of links, routes and rules all that bears our marks is read anyway. */
export interface Scope {
  /** Put before every file's path. */
  readonly root: string;
  readonly sysctls: readonly string[];
  readonly paths: readonly string[];
  /** Which rule tools there are to ask. */
  readonly tools: RuleTools;
}

const readLinkState = async (): Promise<(Link | LinkAddress)[]> =>
  readLinks(await readJson<LinkJson>('ip', '-N', '-d', '-j', 'address'));

/** Settings of links of ours: like all that is on them they go with their link, and are put back with it. */
const settingsOf = (found: readonly (Link | LinkAddress)[]): string[] =>
  found.flatMap((object) =>
    object.kind === 'link' && bearsMark(object) && object.spec.type === 'vxlan'
      ? [acceptRaPath(object.name)]
      : [],
  );

async function readNexthopState(): Promise<HostObject[]> {
  const text = await askNexthops('-N', '-j');
  return text === undefined ? [] : readNexthops(parseJson(text, ['ip', '-N', '-j', 'nexthop']));
}

const ROUTES = ['-N', '-j', 'route', 'show', 'table', 'main'];

async function readRouteState(ipv6: boolean): Promise<HostObject[]> {
  const [ipv4Routes, ipv6Routes] = await Promise.all([
    readJson('ip', ...ROUTES),
    ipv6 ? readJson('ip', '-6', ...ROUTES) : [],
  ]);
  return [...readRoutes(ipv4Routes, 4), ...readRoutes(ipv6Routes, 6)];
}

/**
 * Reads the host, in parallel. Lists are taken whole and filtered here: iproute2 leaves out of its JSON what it was
 * asked to filter by (kernel-facts 3.4). The order is that of creation, so that its reverse is safe for deletion.
 */
export async function observe({ root, sysctls, paths, tools }: Scope): Promise<HostObject[]> {
  const ipv6 = await hasIpv6();
  const links = readLinkState();
  const settings = links.then(async (found) => readSysctls([...new Set([...sysctls, ...settingsOf(found)])]));
  const parts = await Promise.all([
    settings,
    links,
    readRules(tools, ipv6),
    readJson('ip', '-N', '-j', 'neigh').then(readNeighbors),
    readJson('bridge', '-j', 'fdb').then(readFdb),
    readNexthopState(),
    readRouteState(ipv6),
    readFiles(root, paths),
  ]);
  return parts.flat();
}

/** Of the host only the rules that can be ours or flannel's. */
export const observeRules = async (tools: RuleTools): Promise<HostObject[]> =>
  readRules(tools, await hasIpv6());
