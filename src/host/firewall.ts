import { errorCode, Failure } from '../errors/index.ts';
import { readText } from './files.ts';
import { listNft, type RuleTools } from './observe/rules.ts';
import { askTool } from './tool.ts';

type Json = Readonly<Record<string, unknown>>;

interface NftChain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  readonly hook?: string;
  readonly policy?: string;
}

/** A table as `nft -j list table` prints it (nft 1.0.6): its chains, and rules with what they match and do. */
export interface NftTable {
  readonly nftables: readonly {
    readonly chain?: NftChain;
    readonly rule?: { readonly chain: string; readonly expr: readonly Json[] };
  }[];
}

/** Everything that filters forwarded packets. */
export interface ForwardRules {
  /** The tables with a chain at the forward hook. */
  readonly nft: readonly NftTable[];
  /** What `iptables-save -t filter` and ip6tables-save print, by what the program is: with -nft, the chains are in nft's tables `filter`, too. */
  readonly saved: readonly SavedRules[];
}

export interface SavedRules {
  readonly variant: 'nft' | 'legacy';
  readonly family: 'ip' | 'ip6';
  readonly text: string;
}

async function readNftTables(tools: RuleTools): Promise<NftTable[]> {
  const listed = tools.nft ? await listNft<NftTable>('chains') : undefined;
  const names = (listed?.nftables ?? []).flatMap(({ chain }) =>
    chain?.hook === 'forward' && ['ip', 'ip6', 'inet'].includes(chain.family)
      ? [`${chain.family} ${chain.table}`]
      : [],
  );
  const tables = [...new Set(names)].map(async (name) => listNft<NftTable>('table', ...name.split(' ')));
  return (await Promise.all(tables)).filter((table) => table !== undefined);
}

/** Programs and what lists the tables that their kernel part has: without, the program would only make them. */
const SAVES = [
  ['ip', 'iptables', '/proc/net/ip_tables_names'],
  ['ip6', 'ip6tables', '/proc/net/ip6_tables_names'],
] as const;

/** What a program prints; none if it is not installed. */
async function saved(program: string): Promise<string | undefined> {
  try {
    return await askTool([program, '-t', 'filter']);
  } catch (error) {
    if (error instanceof Failure && errorCode(error.cause) === 'ENOENT') return undefined;
    throw error;
  }
}

async function readLegacy({ iptablesIsNft }: RuleTools): Promise<SavedRules[]> {
  const found = SAVES.map(async ([family, program, list]): Promise<SavedRules[]> => {
    if (!((await readText(list)) ?? '').split('\n').includes('filter')) return [];
    const text = await saved(iptablesIsNft ? `${program}-legacy-save` : `${program}-save`);
    return text === undefined ? [] : [{ variant: 'legacy', family, text }];
  });
  return (await Promise.all(found)).flat();
}

async function readNftSaved(tools: RuleTools): Promise<SavedRules[]> {
  if (!tools.iptablesIsNft || !tools.iptables) return [];
  const found = SAVES.map(async ([family, program]): Promise<SavedRules[]> => {
    const text = await saved(`${program}-save`);
    return text === undefined ? [] : [{ variant: 'nft', family, text }];
  });
  return (await Promise.all(found)).flat();
}

/** The rules of everybody for forwarded packets, by all the ways that there are. */
export async function readForwardRules(tools: RuleTools): Promise<ForwardRules> {
  const [nft, ofNft, legacy] = await Promise.all([
    readNftTables(tools),
    readNftSaved(tools),
    readLegacy(tools),
  ]);
  return { nft, saved: [...ofNft, ...legacy] };
}
