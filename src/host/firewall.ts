import { readText } from './files.ts';
import { type Item, inner, isItem } from './observe/fields.ts';
import { readAnswer } from './observe/json.ts';
import { chainsIn, type ListedChain, listNft } from './observe/list-nft.ts';
import type { RuleTools } from './observe/rules.ts';
import { outputOf } from './run.ts';
import { runIfInstalled } from './tool.ts';

/** A chain of a table at a hook, or one that it leads to. */
interface NftChain extends ListedChain {
  readonly policy?: string;
}

/** A table as `nft -j list table` prints it: its chains, and rules with what they match and do. */
export interface NftTable {
  readonly chains: readonly NftChain[];
  readonly rules: readonly { readonly chain: string; readonly expr: readonly Item[] }[];
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

/** The chains and rules of a table. A rule of a form that isn't known is left out. */
export function forwardTableOf(objects: readonly Item[]): NftTable {
  const list = { objects };
  const policies = objects
    .filter((object) => 'chain' in object)
    .map((object) => inner(object, 'chain')['policy']);
  return {
    chains: chainsIn(list).map((chain, i) => ({
      ...chain,
      ...(typeof policies[i] === 'string' ? { policy: policies[i] } : {}),
    })),
    rules: objects.flatMap(({ rule }) => {
      if (!isItem(rule) || typeof rule['chain'] !== 'string' || !Array.isArray(rule['expr'])) return [];
      return rule['expr'].every(isItem) ? [{ chain: rule['chain'], expr: rule['expr'] }] : [];
    }),
  };
}

/** A table of others. One that can't be listed, by whatever is in it, says nothing. */
async function readTable(name: string): Promise<NftTable[]> {
  const command = ['table', ...name.split(' ')];
  const list = await listNft(...command).catch(() => undefined);
  if (list === undefined || 'text' in list) return [];
  return [await readAnswer(['nft', '-j', 'list', ...command], list.objects, forwardTableOf)];
}

async function readNftTables(tools: RuleTools): Promise<NftTable[]> {
  const listed = tools.nft ? await listNft('chains') : undefined;
  if (listed === undefined) return [];
  const chains = await readAnswer(['nft', '-j', 'list', 'chains'], listed, chainsIn);
  const names = chains.flatMap(({ hook, family, table }) =>
    hook === 'forward' && ['ip', 'ip6', 'inet'].includes(family) ? [`${family} ${table}`] : [],
  );
  return (await Promise.all([...new Set(names)].map(readTable))).flat();
}

/** Programs and what lists the tables that their kernel part has: without, the program would only make them. */
const SAVES = [
  ['ip', 'iptables', '/proc/net/ip_tables_names'],
  ['ip6', 'ip6tables', '/proc/net/ip6_tables_names'],
] as const;

/** What a program prints; none if it is not installed. */
async function saved(program: string): Promise<string | undefined> {
  const result = await runIfInstalled([program, '-t', 'filter']);
  return result && outputOf(result);
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
