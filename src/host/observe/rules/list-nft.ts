import { Failure } from '../../../errors/index.ts';
import { outputOf, signalOf } from '../../exec/run.ts';
import { askTool, runTool } from '../../exec/tool.ts';
import { type Item, inner, isItem, items, required, text, Unreadable } from '../json/fields.ts';
import { readAnswer } from '../json/json.ts';

/** What nft lists: as objects, or as text where it can't put it into JSON. */
export type NftList = { readonly objects: readonly Item[] } | { readonly text: string };

/** What `nft list …` prints; undefined if there is no such thing. Any other refusal is a Failure, never "none". */
export async function listNft(...what: string[]): Promise<NftList | undefined> {
  const command = ['nft', '-j', 'list', ...what];
  const result = await runTool(command).catch(ifItDied);
  if (result === undefined) return inText(what);
  if (result.exitCode !== 0 && result.stderr.includes('No such file or directory')) return undefined;
  if (result.stderr.includes('JSON support not compiled-in')) throw noJson();
  const printed = outputOf(result);
  if (isCutOff(printed) && (await isBeyondJson())) return inText(what);
  return { objects: await readAnswer(command, printed, nftObjects) };
}

/** nft (1.0.6) aborts where it has to put a name into JSON that is no UTF-8, as those of iptables' chains can be. */
function ifItDied(error: unknown): undefined {
  if (signalOf(error) === undefined) throw error;
}

const inText = async (what: readonly string[]): Promise<NftList> => ({
  text: await askTool(['nft', 'list', ...what]),
});

const START = '{"nftables":';

const isCutOff = (printed: string): boolean => printed.startsWith(START) && !printed.trimEnd().endsWith(']}');

/**
 * Whether there is anything that nft is known to break off at: for the flags of a table it prints, up to 1.0.6, what
 * happens to be in its memory, which may be no text; or a name that is no UTF-8.
 */
const isBeyondJson = async (): Promise<boolean> =>
  /^\tflags \w|\ufffd/m.test(await askTool(['nft', 'list', 'ruleset']));

/** The objects in what `nft -j list` prints. */
export function nftObjects(printed: string): readonly Item[] {
  const value = parsed(printed);
  if (!isItem(value)) throw new Unreadable('there is no object in it');
  return items(value, required(nameOf, value, 'nftables'));
}

const nameOf = (value: Item, name: string): string | undefined => (name in value ? name : undefined);

function parsed(printed: string): unknown {
  try {
    return JSON.parse(printed);
  } catch {
    if (printed.trim() === '' || printed.startsWith('{')) throw new Unreadable('it is no whole JSON');
    throw noJson();
  }
}

const noJson = (): Failure =>
  new Failure('unavailable', 'nft here has no JSON support: nft -j prints no JSON', {
    hint: 'Install an nftables that was built with it, as the packages of Debian are.',
  });

/** A chain among those that nft lists, of any family. */
export interface ListedChain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  readonly hook?: string;
}

const CHAIN_OR_TABLE =
  /^table (?<family>\S+) (?<table>.+?)(?: \{)?$|^\tchain (?<name>.+) \{$|^\t\ttype \S+ hook (?<hook>\S+) /;

/** The tables and the chains in them, out of nft's own words. */
function inWords(words: string): { tables: string[]; chains: ListedChain[] } {
  const [tables, chains]: [string[], ListedChain[]] = [[], []];
  let place = { family: '', table: '' };
  for (const line of words.split('\n')) {
    const { family, table, name, hook } = CHAIN_OR_TABLE.exec(line)?.groups ?? {};
    if (family !== undefined && table !== undefined) {
      place = { family, table };
      tables.push(`${family} ${table}`);
    }
    if (name !== undefined) chains.push({ ...place, name });
    const last = chains.at(-1);
    if (hook !== undefined && last !== undefined) chains.splice(-1, 1, { ...last, hook });
  }
  return { tables, chains };
}

/** The tables in a list of tables: `family name`. */
export const tablesIn = (list: NftList): string[] =>
  'text' in list
    ? inWords(list.text).tables
    : list.objects
        .filter((object) => 'table' in object)
        .map((object) => inner(object, 'table'))
        .map((table) => `${required(text, table, 'family')} ${required(text, table, 'name')}`);

/** The chains in a list of chains. */
export const chainsIn = (list: NftList): ListedChain[] =>
  'text' in list
    ? inWords(list.text).chains
    : list.objects.filter((object) => 'chain' in object).map((object) => listedChain(inner(object, 'chain')));

function listedChain(chain: Item): ListedChain {
  const hook = text(chain, 'hook');
  return {
    family: required(text, chain, 'family'),
    table: required(text, chain, 'table'),
    name: required(text, chain, 'name'),
    ...(hook === undefined ? {} : { hook }),
  };
}
