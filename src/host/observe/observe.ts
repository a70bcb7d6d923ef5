import type { Family } from '../../net/index.ts';
import { acceptRaPath, bearsMark, type HostObject, type Link, type LinkAddress } from '../../state/index.ts';
import { askLinks } from './ask-links.ts';
import { askNexthops } from './ask-nexthops.ts';
import { askRoutes } from './ask-routes.ts';
import { readFiles } from './files.ts';
import { hasIpv6 } from './ipv6.ts';
import { readAnswer, readList } from './json.ts';
import { readLinks } from './links.ts';
import { parseList } from './parse-json.ts';
import { readFdb, readNeighbors, readNexthops, readRoutes } from './routing.ts';
import { readRules } from './rules.ts';
import { readSysctls } from './sysctls.ts';

/** What to read of the files and settings; of links, routes and rules all that bears our marks is read anyway. */
export interface Scope {
  /** Put before every file's path. */
  readonly root: string;
  readonly sysctls: readonly string[];
  readonly paths: readonly string[];
}

const readLinkState = async (): Promise<(Link | LinkAddress)[]> => readLinks(await askLinks());

/** Settings of links of ours: like all that is on them they go with their link, and are put back with it. */
const settingsOf = (found: readonly (Link | LinkAddress)[]): string[] =>
  found.flatMap((object) =>
    object.kind === 'link' && bearsMark(object) && object.spec.type === 'vxlan'
      ? [acceptRaPath(object.name)]
      : [],
  );

async function readNexthopState(): Promise<HostObject[]> {
  const text = await askNexthops('-N', '-j');
  if (text === undefined) return [];
  return readAnswer(['ip', '-N', '-j', 'nexthop'], text, (printed) => readNexthops(parseList(printed)));
}

async function readRouteState(ipv6: boolean): Promise<HostObject[]> {
  const families: readonly Family[] = ipv6 ? [4, 6] : [4];
  const routes = families.map(async (family) => askRoutes(family, (list) => readRoutes(list, family)));
  return (await Promise.all(routes)).flat();
}

/**
 * Reads the host, in parallel. Lists are taken whole and filtered here: iproute2 leaves out of its JSON what it was
 * asked to filter by (kernel-facts 3.4). The order is that of creation, so that its reverse is safe for deletion.
 */
export async function observe({ root, sysctls, paths }: Scope): Promise<HostObject[]> {
  const ipv6 = await hasIpv6();
  const links = readLinkState();
  const settings = links.then(async (found) => readSysctls([...new Set([...sysctls, ...settingsOf(found)])]));
  const parts = await Promise.all([
    settings,
    links,
    readRules(ipv6),
    readList(['ip', '-N', '-j', 'neigh'], (list) => readNeighbors(list)),
    readList(['bridge', '-j', 'fdb'], readFdb),
    readNexthopState(),
    readRouteState(ipv6),
    readFiles(root, paths),
  ]);
  return parts.flat();
}

/** Of the host only the rules that can be ours or flannel's. */
export const observeRules = async (): Promise<HostObject[]> => readRules(await hasIpv6());
