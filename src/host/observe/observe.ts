import type { HostObject, Link, LinkAddress, Ruleset } from '../../state/index.ts';
import { run } from '../run.ts';
import { readFiles } from './files.ts';
import { readBaseChains, readIptables } from './iptables-rules.ts';
import { readJson } from './json.ts';
import { type LinkJson, readLinks } from './links.ts';
import { type NftJson, readNftTable } from './nft-rules.ts';
import { readFdb, readNeighbors, readNexthops, readRoutes } from './routing.ts';
import { readSysctls } from './sysctls.ts';

/** The table in which our nft rules are. */
export const NFT_TABLE = 'flannelctl';

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

async function readNft(tools: RuleTools): Promise<Ruleset[]> {
  if (!tools.nft) return [];
  const { exitCode, stdout } = await run(['nft', '-j', 'list', 'table', 'ip', NFT_TABLE]);
  // nft ends with 1 when there is no such table.
  return exitCode === 0 ? readNftTable(JSON.parse(stdout) as NftJson) : [];
}

async function readNftChains({ nft, iptablesIsNft }: RuleTools): Promise<Set<string>> {
  if (!nft || !iptablesIsNft) return new Set();
  const [tables, chains] = await Promise.all([
    run(['nft', 'list', 'tables', 'ip']),
    run(['nft', '-j', 'list', 'chains', 'ip']),
  ]);
  const named = JSON.parse(chains.stdout) as {
    nftables: { chain?: { family: string; table: string; name: string } }[];
  };
  return new Set([
    ...tables.stdout.split('\n').map((line) => line.replace(/^table /, '')),
    ...named.nftables.flatMap(({ chain }) =>
      chain === undefined ? [] : [`${chain.family} ${chain.table} ${chain.name}`],
    ),
  ]);
}

async function readRules(tools: RuleTools): Promise<HostObject[]> {
  const [nft, chains, save] = await Promise.all([
    readNft(tools),
    readNftChains(tools),
    tools.iptables ? run(['iptables-save']) : { stdout: '' },
  ]);
  return [...readBaseChains('ip', chains, save.stdout), ...nft, ...readIptables('ip', save.stdout)];
}

export const readLinkState = async (): Promise<(Link | LinkAddress)[]> =>
  readLinks(await readJson<LinkJson>('ip', '-N', '-d', '-j', 'address'));

/**
 * Reads the host, in parallel. Lists are taken whole and filtered here: iproute2 leaves out of its JSON what it was
 * asked to filter by (kernel-facts 3.4). The order is that of creation, so that its reverse is safe for deletion.
 */
export async function observe({ root, sysctls, paths, tools }: Scope): Promise<HostObject[]> {
  const parts = await Promise.all([
    readSysctls(sysctls),
    readLinkState(),
    readRules(tools),
    readJson('ip', '-N', '-j', 'neigh').then(readNeighbors),
    readJson('bridge', '-j', 'fdb').then(readFdb),
    readJson('ip', '-N', '-j', 'nexthop').then(readNexthops),
    readJson('ip', '-N', '-j', 'route', 'show', 'table', 'main').then(readRoutes),
    readFiles(root, paths),
  ]);
  return parts.flat();
}
