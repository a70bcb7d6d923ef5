import { NFT_TABLE } from '../../state/index.ts';
import { outputOf } from '../exec/run.ts';
import { runIfInstalled } from '../exec/tool.ts';
import { type Item, inner, isItem } from '../observe/json/fields.ts';
import { readAnswer } from '../observe/json/json.ts';
import { chainsIn, type ListedChain, listNft } from '../observe/rules/list-nft.ts';
import type { Fact } from './fact.ts';
import { withIngressLinks } from './ingress-links.ts';
import { legacyTables } from './legacy-tables.ts';
import { iptablesIsNft, toolState } from './tool-versions.ts';

/** A chain at a hook, or one that such a chain jumps to. */
interface NftChain extends ListedChain {
  readonly policy?: string;
  /** `filter`, `nat` or `route`, of a chain at a hook. */
  readonly type?: string;
  /** The links of a chain at their ingress. */
  readonly links?: readonly string[];
}

/** A table of `nft -j list table`: its chains, and rules with matches and verdicts. */
export interface NftTable {
  readonly chains: readonly NftChain[];
  readonly rules: readonly {
    readonly chain: string;
    readonly handle?: number;
    readonly expr: readonly Item[];
  }[];
  /** The named sets of single values, such as addresses; absent in a bundle of an earlier version. */
  readonly sets?: readonly NftSet[];
}

/** A named set, with its elements as nft writes them. */
export interface NftSet {
  readonly name: string;
  readonly elements: readonly unknown[];
}

/** All rules that judge packets at some hooks. */
export interface FilterRules {
  /** The tables with a chain at such a hook. */
  readonly nft: readonly NftTable[];
  /**
   * The output of `iptables-save` and ip6tables-save, by the program's variant: with -nft, the chains are
   * in nft's tables of the same names, too.
   */
  readonly saved: readonly SavedRules[];
  /** Whether the installed iptables is -nft; not read if there are no rules of either. */
  readonly iptablesIsNft: boolean;
}

export interface SavedRules {
  readonly variant: 'nft' | 'legacy';
  readonly family: 'ip' | 'ip6';
  readonly text: string;
}

/** Of sets of concatenated values the type is a list. */
const setsIn = (objects: readonly Item[]): NftSet[] =>
  objects.flatMap(({ set }) => {
    if (!isItem(set) || typeof set['name'] !== 'string' || typeof set['type'] !== 'string') return [];
    const { name, elem } = set;
    return [{ name, elements: Array.isArray(elem) ? elem : [] }];
  });

/** The chains, rules and sets of a table. A rule of unknown form is left out. */
export function filterTableOf(objects: readonly Item[]): NftTable {
  const list = { objects };
  const details = objects
    .filter((object) => 'chain' in object)
    .map((object) => inner(object, 'chain'))
    .map(({ policy, type, dev }) => ({
      ...(typeof policy === 'string' ? { policy } : {}),
      ...(typeof type === 'string' ? { type } : {}),
      ...(dev === undefined ? {} : { links: [dev].flat().map(String) }),
    }));
  return {
    chains: chainsIn(list).map((chain, i) => ({ ...chain, ...details[i] })),
    rules: objects.flatMap(({ rule }) => {
      if (!isItem(rule) || typeof rule['chain'] !== 'string' || !Array.isArray(rule['expr'])) return [];
      const { chain, handle, expr } = rule;
      if (!expr.every(isItem)) return [];
      return [{ chain, ...(typeof handle === 'number' ? { handle } : {}), expr }];
    }),
    sets: setsIn(objects),
  };
}

/** A foreign table. Empty if nft can't list it. */
async function readTable(name: string): Promise<NftTable[]> {
  const command = ['table', ...name.split(' ')];
  const list = await listNft(...command).catch(() => undefined);
  if (list === undefined || 'text' in list) return [];
  const table = await readAnswer(['nft', '-j', 'list', ...command], list.objects, filterTableOf);
  if (!mayDecide(table)) return [table];
  return (await isDormant(command))
    ? []
    : [{ ...table, chains: await withIngressLinks(table.chains, command) }];
}

/** Whether a table may stop foreign packets, or change where they are for; our own masquerades, and is never dormant. */
const mayDecide = ({ chains, rules }: NftTable): boolean =>
  chains.some(({ policy }) => policy === 'drop') ||
  /"(?:drop|reject|xt|dnat|redirect|notrack)":/.test(JSON.stringify(rules)) ||
  (chains.every(({ table }) => table !== NFT_TABLE) && JSON.stringify(rules).includes('"masquerade":'));

/** Whether a table is switched off. nft 1.0.6 says so in its own words only, not in JSON. */
async function isDormant(command: readonly string[]): Promise<boolean> {
  const listed = await runIfInstalled(['nft', '--terse', 'list', ...command]);
  return listed !== undefined && /^\tflags (?:\w+,)*dormant\b/m.test(listed.stdout);
}

/** The chains that nft lists; undefined if nft fails. */
async function listChains(): Promise<ListedChain[] | undefined> {
  const listed = (await toolState('nft')) === 'works' ? await listNft('chains') : undefined;
  return listed && readAnswer(['nft', '-j', 'list', 'chains'], listed, chainsIn);
}

/** What is read of the rules. */
interface RuleScope {
  readonly hooks: readonly string[];
  /** The only tables of iptables that are read. Of all together one process prints them. */
  readonly tables?: readonly string[];
}

async function readNftTables(chains: readonly ListedChain[], { hooks }: RuleScope): Promise<NftTable[]> {
  const names = chains.flatMap(({ hook, family, table }) =>
    hooks.includes(hook ?? '') && ['ip', 'ip6', 'inet', 'netdev'].includes(family)
      ? [`${family} ${table}`]
      : [],
  );
  return (await Promise.all([...new Set(names)].map(readTable))).flat();
}

const PROGRAMS = [
  ['ip', 'iptables'],
  ['ip6', 'ip6tables'],
] as const;

/** What a program prints of the tables that there are, of those in scope; undefined if it is not installed. */
async function saved(
  program: string,
  there: readonly string[],
  { tables }: RuleScope,
): Promise<string | undefined> {
  const commands =
    tables === undefined
      ? [[program]]
      : tables.filter((table) => there.includes(table)).map((table) => [program, '-t', table]);
  const printed = await Promise.all(commands.map(runIfInstalled));
  const texts = printed.flatMap((result) => (result === undefined ? [] : [outputOf(result)]));
  return texts.length === 0 ? undefined : texts.join('\n');
}

async function readLegacy(scope: RuleScope): Promise<SavedRules[]> {
  const found = PROGRAMS.map(async ([family, program]): Promise<SavedRules[]> => {
    const there = (await legacyTables(family)).filter((table) => isIn(scope, table));
    if (there.length === 0) return [];
    const text = await saved(
      (await iptablesIsNft()) ? `${program}-legacy-save` : `${program}-save`,
      there,
      scope,
    );
    return text === undefined ? [] : [{ variant: 'legacy', family, text }];
  });
  return (await Promise.all(found)).flat();
}

const TABLES = ['raw', 'mangle', 'nat', 'filter', 'security'];

/** Whether it is a table of iptables that is read. */
const isIn = ({ tables = TABLES }: RuleScope, name: string): boolean => tables.includes(name);

/** iptables' tables in nft's list with a chain at one of the hooks; all in scope if nft lists nothing. */
const tablesAt = (
  chains: readonly ListedChain[] | undefined,
  family: string,
  scope: RuleScope,
): readonly string[] =>
  chains?.flatMap((chain) =>
    chain.family === family && scope.hooks.includes(chain.hook ?? '') && isIn(scope, chain.table)
      ? [chain.table]
      : [],
  ) ?? ['filter'];

/** Rules of iptables-nft, of the families with such a table. */
async function readNftSaved(
  chains: readonly ListedChain[] | undefined,
  scope: RuleScope,
): Promise<SavedRules[]> {
  const found = PROGRAMS.map(async ([family, program]): Promise<SavedRules[]> => {
    const there = tablesAt(chains, family, scope);
    if (there.length === 0 || !(await iptablesIsNft()) || (await toolState('iptables')) !== 'works')
      return [];
    const text = await saved(`${program}-save`, there, scope);
    return text === undefined ? [] : [{ variant: 'nft', family, text }];
  });
  return (await Promise.all(found)).flat();
}

async function read(scope: RuleScope): Promise<FilterRules> {
  const chains = await listChains();
  const [nft, ofNft, legacy] = await Promise.all([
    readNftTables(chains ?? [], scope),
    readNftSaved(chains, scope),
    readLegacy(scope),
  ]);
  const rules = [...ofNft, ...legacy];
  return { nft, saved: rules, iptablesIsNft: rules.length > 0 && (await iptablesIsNft()) };
}

/** The rules of all programs for forwarded packets, of every engine. */
export const filterRules: Fact<FilterRules> = {
  name: 'rules that filter packets',
  read: async () => read({ hooks: ['forward', 'input'], tables: ['mangle', 'filter', 'security'] }),
};

/** The rules of all programs at every hook that a packet of IP passes, those that translate addresses among them. */
export const packetRules: Fact<FilterRules> = {
  name: 'rules at all hooks',
  read: async () => read({ hooks: ['ingress', 'prerouting', 'input', 'forward', 'output', 'postrouting'] }),
};
