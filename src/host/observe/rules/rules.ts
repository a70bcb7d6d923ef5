import { FLANNEL_TABLES } from '../../../flannel/index.ts';
import { type HostObject, NFT_TABLE, type Ruleset } from '../../../state/index.ts';
import { askTool } from '../../exec/tool.ts';
import { legacyTables } from '../../facts/legacy-tables.ts';
import { iptablesIsNft, toolState } from '../../facts/tool-versions.ts';
import { readAnswer } from '../json/json.ts';
import { readBaseChains, readIptables } from './iptables-rules.ts';
import { chainsIn, listNft, type NftList, tablesIn } from './list-nft.ts';
import { hasQuoteInComment, isMoreThanOurs, opaqueTable, readNftTable } from './nft-rules.ts';

type Family = Ruleset['family'];

const NFT = ['nft', '-j', 'list'] as const;

/** A table, with its text where there is more in it than we write: comments are never in the JSON, and flannel has some. */
async function readNft(family: Family, name: string): Promise<Ruleset[]> {
  const what = ['table', family, name];
  const list = await listNft(...what);
  if (list === undefined) return [];
  if ('text' in list) return [opaqueTable(family, name, list.text)];
  return readAnswer([...NFT, ...what], list.objects, async (objects) => {
    const rulesets = readNftTable(objects);
    if (name === NFT_TABLE && !isMoreThanOurs(objects)) return rulesets;
    const listed = await askTool(['nft', 'list', ...what]);
    // nft prints a quote in a comment as it is (1.0.6), so that no text says what there is.
    const source = hasQuoteInComment(objects) ? '' : listed;
    return rulesets.map((ruleset) => ({ ...ruleset, source }));
  });
}

/** Tables, or the chains of a family, by name. They are asked for as JSON, which is never empty: silence is no answer. */
async function listNames(namesIn: (list: NftList) => string[], ...what: string[]): Promise<string[]> {
  const list = await listNft(...what);
  return list === undefined ? [] : readAnswer([...NFT, ...what], list, namesIn);
}

const chainNames = (list: NftList): string[] =>
  chainsIn(list).map(({ family, table, name }) => `${family} ${table} ${name}`);

/** The tables of iptables that flannel's chains are in. */
const IPTABLES_TABLES = ['nat', 'filter'];

/** What iptables has in a family: its own tables as nft lists them, and its rules. */
interface IptablesRules {
  readonly chains: ReadonlySet<string>;
  readonly save: string;
}

const NO_RULES: IptablesRules = { chains: new Set(), save: '' };

/** Which iptables this is is only asked where there can be rules of it. @param tables those that nft lists, if it works */
async function askIptables(family: Family, tables: readonly string[] | undefined): Promise<IptablesRules> {
  const own = IPTABLES_TABLES.map((table) => `${family} ${table}`).filter((table) => tables?.includes(table));
  const isEmptyInNft = tables !== undefined && own.length === 0;
  if (isEmptyInNft && (await legacyTables(family)).length === 0) return NO_RULES;
  const seenByNft = tables !== undefined && (await iptablesIsNft());
  if (seenByNft && isEmptyInNft) return NO_RULES;
  const works = (await toolState(family === 'ip' ? 'iptables' : 'ip6tables')) === 'works';
  const [chains, save] = await Promise.all([
    seenByNft ? listNames(chainNames, 'chains', family) : [],
    works ? askTool([family === 'ip' ? 'iptables-save' : 'ip6tables-save']) : '',
  ]);
  return { chains: new Set([...own, ...chains]), save };
}

/** The rules of a family: built-in chains of iptables, then ours and flannel's in nft, then flannel's in iptables. */
async function readFamily(family: Family, tables: readonly string[] | undefined): Promise<HostObject[]> {
  const names = [NFT_TABLE, FLANNEL_TABLES[family]].filter((name) => tables?.includes(`${family} ${name}`));
  const [nft, { chains, save }] = await Promise.all([
    Promise.all(names.map(async (name) => readNft(family, name))),
    askIptables(family, tables),
  ]);
  return [...readBaseChains(family, chains, save), ...nft.flat(), ...readIptables(family, save)];
}

/** All rules that can be ours, of each family that there is. */
export async function readRules(hasIpv6: boolean): Promise<HostObject[]> {
  const families: readonly Family[] = hasIpv6 ? ['ip', 'ip6'] : ['ip'];
  const tables = (await toolState('nft')) === 'works' ? await listNames(tablesIn, 'tables') : undefined;
  return (await Promise.all(families.map(async (family) => readFamily(family, tables)))).flat();
}
