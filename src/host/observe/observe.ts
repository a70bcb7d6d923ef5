import { Failure } from '../../errors/index.ts';
import {
  acceptRaPath,
  type HostObject,
  LINK_GROUP,
  type Link,
  type LinkAddress,
  NFT_TABLE,
  type Ruleset,
} from '../../state/index.ts';
import { outputOf } from '../run.ts';
import { askTool, runTool } from '../tool.ts';
import { readFiles } from './files.ts';
import { readBaseChains, readIptables } from './iptables-rules.ts';
import { readJson } from './json.ts';
import { type LinkJson, readLinks } from './links.ts';
import { isMoreThanOurs, type NftJson, readNftTable } from './nft-rules.ts';
import { readFdb, readNeighbors, readNexthops, readRoutes } from './routing.ts';
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

export interface RuleTools {
  readonly nft: boolean;
  readonly iptables: boolean;
  /** Whether iptables keeps its rules in nf_tables, where its tables and built-in chains come and go. */
  readonly iptablesIsNft: boolean;
}

/** What `nft -j list …` prints; undefined if there is no such thing. Any other refusal is a Failure, never "none". */
export async function listNft<T>(...what: string[]): Promise<T | undefined> {
  const result = await runTool(['nft', '-j', 'list', ...what]);
  if (result.exitCode !== 0 && result.stderr.includes('No such file or directory')) return undefined;
  if (result.stderr.includes('JSON support not compiled-in')) throw noJson();
  const text = outputOf(result);
  try {
    return JSON.parse(text) as T;
  } catch {
    throw noJson();
  }
}

const noJson = (): Failure =>
  new Failure('unavailable', 'nft here has no JSON support: nft -j prints no JSON', {
    hint: 'Install an nftables that was built with it, as the packages of Debian are.',
  });

async function readNft(tools: RuleTools): Promise<Ruleset[]> {
  const table = tools.nft ? await listNft<NftJson>('table', 'ip', NFT_TABLE) : undefined;
  if (table === undefined) return [];
  if (!isMoreThanOurs(table)) return readNftTable(table);
  const source = await askTool(['nft', 'list', 'table', 'ip', NFT_TABLE]);
  return readNftTable(table).map((ruleset) => ({ ...ruleset, source }));
}

interface ChainsJson {
  readonly nftables: readonly {
    table?: { family: string; name: string };
    chain?: { family: string; table: string; name: string };
  }[];
}

/** Tables and chains of family ip by name. They are asked for as JSON, which is never empty: silence is no answer. */
async function readNftChains({ nft, iptablesIsNft }: RuleTools): Promise<Set<string>> {
  if (!nft || !iptablesIsNft) return new Set();
  const lists = await Promise.all(['tables', 'chains'].map(async (what) => listNft<ChainsJson>(what, 'ip')));
  const entries = lists.flatMap((list) => list?.nftables ?? []);
  return new Set(
    entries.flatMap(({ table, chain }) => [
      ...(table === undefined ? [] : [`${table.family} ${table.name}`]),
      ...(chain === undefined ? [] : [`${chain.family} ${chain.table} ${chain.name}`]),
    ]),
  );
}

async function readRules(tools: RuleTools): Promise<HostObject[]> {
  const [nft, chains, save] = await Promise.all([
    readNft(tools),
    readNftChains(tools),
    tools.iptables ? askTool(['iptables-save']) : '',
  ]);
  return [...readBaseChains('ip', chains, save), ...nft, ...readIptables('ip', save)];
}

const readLinkState = async (): Promise<(Link | LinkAddress)[]> =>
  readLinks(await readJson<LinkJson>('ip', '-N', '-d', '-j', 'address'));

/** Settings of links of ours: like all that is on them they go with their link, and are put back with it. */
const settingsOf = (found: readonly (Link | LinkAddress)[]): string[] =>
  found.flatMap((object) =>
    object.kind === 'link' && object.group === LINK_GROUP && object.spec.type === 'vxlan'
      ? [acceptRaPath(object.name)]
      : [],
  );

/**
 * Reads the host, in parallel. Lists are taken whole and filtered here: iproute2 leaves out of its JSON what it was
 * asked to filter by (kernel-facts 3.4). The order is that of creation, so that its reverse is safe for deletion.
 */
export async function observe({ root, sysctls, paths, tools }: Scope): Promise<HostObject[]> {
  const links = readLinkState();
  const settings = links.then(async (found) => readSysctls([...new Set([...sysctls, ...settingsOf(found)])]));
  const parts = await Promise.all([
    settings,
    links,
    readRules(tools),
    readJson('ip', '-N', '-j', 'neigh').then(readNeighbors),
    readJson('bridge', '-j', 'fdb').then(readFdb),
    readJson('ip', '-N', '-j', 'nexthop').then(readNexthops),
    readJson('ip', '-N', '-j', 'route', 'show', 'table', 'main').then(readRoutes),
    readFiles(root, paths),
  ]);
  return parts.flat();
}
