import {
  bearsMark,
  type HostObject,
  isLink,
  type KindName,
  type Link,
  linkSettings,
} from '../../state/index.ts';
import { listFdb } from './fdb.ts';
import { readFiles } from './files.ts';
import { hasIpv6 } from './ipv6.ts';
import { type Expected, expectedOf } from './json/expected.ts';
import { askLinks } from './links/ask-links.ts';
import { type LinkJson, readLinks } from './links/links.ts';
import { listNeighbors } from './neighbors.ts';
import { listNexthops } from './nexthops.ts';
import { listMainRoutes } from './routes.ts';
import { readRules } from './rules/rules.ts';
import { readSysctls, writable } from './sysctls.ts';

/** What to read of the files and settings; of links, routes and rules all that bears our marks is read anyway. */
export interface Scope {
  /** Put before every file's path. */
  readonly root: string;
  readonly sysctls: readonly string[];
  readonly paths: readonly string[];
}

/** What readers share of one look at the host. */
interface Look {
  readonly scope: Scope;
  readonly hasIpv6: boolean;
  readonly links: Promise<readonly LinkJson[]>;
  /** Objects that are probably there as they are. */
  readonly expected: Expected;
}

type Reader = (look: Look) => Promise<readonly HostObject[]>;

const readLinkState: Reader = async ({ links }) => readLinks(await links);

const isOurs = (object: HostObject): object is Link => isLink(object) && bearsMark(object);

/** Settings that are asked for, and those of links of ours, as far as anybody can change them. */
const readSettings: Reader = async ({ scope, links }) => {
  const own = readLinks(await links)
    .filter(isOurs)
    .flatMap(linkSettings);
  return readSysctls([...new Set([...scope.sysctls, ...(await writable(own))])]);
};

const readRouteState: Reader = async ({ hasIpv6: ipv6, expected }) => listMainRoutes(ipv6, expected);

const readRuleState: Reader = async ({ hasIpv6: ipv6 }) => readRules(ipv6);

/**
 * The reader of each kind; one that reads two kinds together stands for both. The order is that of creation, so that its
 * reverse is safe for deletion. A new kind is a reader in a file of its own, and a line here.
 */
const READERS: Readonly<Record<KindName, Reader>> = {
  sysctl: readSettings,
  link: readLinkState,
  address: readLinkState,
  basechain: readRuleState,
  ruleset: readRuleState,
  neighbor: async ({ expected }) => listNeighbors(expected),
  fdb: async ({ expected }) => listFdb(expected),
  nexthop: async ({ expected }) => listNexthops(expected),
  route: readRouteState,
  blackhole: readRouteState,
  file: async ({ scope }) => readFiles(scope.root, scope.paths),
};

/** What was observed earlier, and the kinds that may have changed since. */
export interface EarlierLook {
  readonly observed: readonly HostObject[];
  readonly stale: ReadonlySet<KindName>;
}

/** Reads some kinds; those that can't have changed are taken from an earlier look. */
async function readKinds(
  read: Reader,
  kinds: readonly KindName[],
  look: Look,
  earlier: EarlierLook | undefined,
): Promise<readonly HostObject[]> {
  if (earlier === undefined || kinds.some((kind) => earlier.stale.has(kind))) return read(look);
  return earlier.observed.filter(({ kind }) => kinds.includes(kind));
}

/**
 * Reads the host, in parallel. Lists are taken whole and filtered here: iproute2 leaves out of its JSON what it was
 * asked to filter by (kernel-facts 3.4).
 * @param expected objects that the host may have just so; what is observed as one of them is that very object
 * @param earlier what need not be read again; default: nothing
 */
export async function observe(
  scope: Scope,
  expected: readonly HostObject[] = [],
  earlier?: EarlierLook,
): Promise<HostObject[]> {
  const look: Look = { scope, hasIpv6: await hasIpv6(), links: askLinks(), expected: expectedOf(expected) };
  const kinds = Object.keys(READERS) as KindName[];
  const readers = [...new Set(Object.values(READERS))].map(async (read) =>
    readKinds(
      read,
      kinds.filter((kind) => READERS[kind] === read),
      look,
      earlier,
    ),
  );
  return (await Promise.all(readers)).flat();
}

/** Of the host only the rules that can be ours or flannel's. */
export const observeRules = async (): Promise<HostObject[]> => readRules(await hasIpv6());
