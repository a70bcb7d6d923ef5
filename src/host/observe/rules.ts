import { Failure } from '../../errors/index.ts';
import { FLANNEL_TABLES, type HostObject, NFT_TABLE, type Ruleset } from '../../state/index.ts';
import { outputOf } from '../run.ts';
import { askTool, runTool } from '../tool.ts';
import { readBaseChains, readIptables } from './iptables-rules.ts';
import { hasQuoteInComment, isMoreThanOurs, type NftJson, readNftTable } from './nft-rules.ts';

export interface RuleTools {
  readonly nft: boolean;
  readonly iptables: boolean;
  /** The same for IPv6. */
  readonly ip6tables: boolean;
  /** Whether iptables keeps its rules in nf_tables, where its tables and built-in chains come and go. */
  readonly iptablesIsNft: boolean;
}

type Family = Ruleset['family'];

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

/** A table, with its text where there is more in it than we write: comments are never in the JSON, and flannel has some. */
async function readNft(family: Family, name: string): Promise<Ruleset[]> {
  const table = await listNft<NftJson>('table', family, name);
  if (table === undefined) return [];
  if (name === NFT_TABLE && !isMoreThanOurs(table)) return readNftTable(table);
  const listed = await askTool(['nft', 'list', 'table', family, name]);
  // nft prints a quote in a comment as it is (1.0.6), so that no text says what there is.
  const source = hasQuoteInComment(table) ? '' : listed;
  return readNftTable(table).map((ruleset) => ({ ...ruleset, source }));
}

interface ListJson {
  readonly nftables: readonly {
    table?: { family: string; name: string };
    chain?: { family: string; table: string; name: string };
  }[];
}

/** Tables, or the chains of a family, by name. They are asked for as JSON, which is never empty: silence is no answer. */
async function listNames(...what: string[]): Promise<string[]> {
  const list = await listNft<ListJson>(...what);
  return (list?.nftables ?? []).flatMap(({ table, chain }) => [
    ...(table === undefined ? [] : [`${table.family} ${table.name}`]),
    ...(chain === undefined ? [] : [`${chain.family} ${chain.table} ${chain.name}`]),
  ]);
}

/** The tables of iptables that flannel's chains are in. */
const IPTABLES_TABLES = ['nat', 'filter'];

/** What iptables has in a family: its own tables as nft lists them, and its rules. */
async function askIptables(
  family: Family,
  { nft, iptables, ip6tables, iptablesIsNft }: RuleTools,
  tables: readonly string[],
): Promise<{ readonly chains: ReadonlySet<string>; readonly save: string }> {
  const seenByNft = nft && iptablesIsNft;
  const own = IPTABLES_TABLES.map((table) => `${family} ${table}`).filter((table) => tables.includes(table));
  const isInstalled = family === 'ip' ? iptables : ip6tables;
  if (seenByNft && own.length === 0) return { chains: new Set(), save: '' };
  const [chains, save] = await Promise.all([
    seenByNft ? listNames('chains', family) : [],
    isInstalled ? askTool([family === 'ip' ? 'iptables-save' : 'ip6tables-save']) : '',
  ]);
  return { chains: new Set([...own, ...chains]), save };
}

/** The rules of a family: built-in chains of iptables, then ours and flannel's in nft, then flannel's in iptables. */
async function readFamily(
  family: Family,
  tools: RuleTools,
  tables: readonly string[],
): Promise<HostObject[]> {
  const names = [NFT_TABLE, FLANNEL_TABLES[family]].filter((name) => tables.includes(`${family} ${name}`));
  const [nft, { chains, save }] = await Promise.all([
    Promise.all(names.map(async (name) => readNft(family, name))),
    askIptables(family, tools, tables),
  ]);
  return [...readBaseChains(family, chains, save), ...nft.flat(), ...readIptables(family, save)];
}

/** All rules that can be ours, of each family that there is. */
export async function readRules(tools: RuleTools, hasIpv6: boolean): Promise<HostObject[]> {
  const families: readonly Family[] = hasIpv6 ? ['ip', 'ip6'] : ['ip'];
  const tables = tools.nft ? await listNames('tables') : [];
  return (await Promise.all(families.map(async (family) => readFamily(family, tools, tables)))).flat();
}
