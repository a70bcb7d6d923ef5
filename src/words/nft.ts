import type { Script } from './script.ts';
import { isGarbled, Unsayable } from './unsayable.ts';
import type { Words } from './words.ts';

/** A chain of an nft table: what it is hooked by, and its rules. */
export interface NftChain {
  readonly name: string;
  readonly lines: readonly Words[];
}

/** What nft takes without quotes for a table or a chain (scanner.l, nftables 1.0.6). Nothing quotes them. */
const NAME = /^[A-Za-z_][\w/.-]*$/;

function plainName(name: string): string {
  if (NAME.test(name)) return name;
  throw new Unsayable('no name that nft reads', name);
}

/** What our own rules are made of. Nothing in it opens a string, a comment, a variable or a line. */
const WORD = /^[\w.:/&=!;-]+$/;

function nftLine(line: Words): string {
  const odd = line.find((word) => !WORD.test(word));
  if (odd !== undefined) throw new Unsayable('no word of a rule of nft', odd);
  return line.join(' ');
}

const tableName = (family: 'ip' | 'ip6', table: string): string => `table ${family} ${plainName(table)}`;

/** Takes a table away, whether or not there is one: `destroy` is a syntax error in nft 1.0.6. */
export const nftRemove = (family: 'ip' | 'ip6', table: string): Script =>
  `add ${tableName(family, table)}\ndelete ${tableName(family, table)}` as Script;

/** Takes a table away that is there, or a chain of it. */
export const nftDelete = (family: 'ip' | 'ip6', table: string, chain?: string): Script =>
  (chain === undefined
    ? `delete ${tableName(family, table)}`
    : `delete chain ${family} ${plainName(table)} ${plainName(chain)}`) as Script;

/** Makes a table of chains. */
export function nftTable(family: 'ip' | 'ip6', table: string, chains: readonly NftChain[]): Script {
  const blocks = chains.flatMap(({ name, lines }) => [
    `  chain ${plainName(name)} {`,
    ...lines.map((line) => `    ${nftLine(line)}`),
    '  }',
  ]);
  return [`${tableName(family, table)} {`, ...blocks, '}'].join('\n') as Script;
}

/** As nft's scanner sees it: strings, which have no escapes and may be of several lines, comments, braces, and words. */
const TOKENS = /"[^"]*"|#.*|[{}"$]|[^\s{}"#$]+/g;

/** What would have nft read other files, or make a text mean something else. */
const DIRECTIVES = new Set(['include', 'define', 'redefine', 'undefine']);

/** Whether a text is one block from its first brace to its last character: nothing in it is outside of the table. */
function isOneBlock(tokens: readonly string[]): boolean {
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    if (token === '{') depth += 1;
    if (token === '}') depth -= 1;
    if (depth < (i < tokens.length - 1 ? 1 : 0)) return false;
  }
  return depth === 0;
}

/** After a comment comes the next line, or the next element of a set. More means that it had quotes of its own. */
const hasQuoteInComment = (text: string): boolean => /\bcomment "[^"]*"(?! ?[,:}]|[ \t]*\n)/.test(text);

/**
 * A listing of a table by nft itself, to be loaded again: it must be that of this very table, and nothing else. nft
 * prints comments as they are, which may hold anything (nftables 1.0.6).
 */
export function nftListing(family: 'ip' | 'ip6', table: string, text: string): Script {
  const head = `${tableName(family, table)} {`;
  const tokens = text.slice(head.length).match(TOKENS) ?? [];
  const isOdd = (token: string): boolean => DIRECTIVES.has(token) || /^["#$]$|^#/.test(token);
  const isSafe =
    text.startsWith(head) &&
    isOneBlock(['{', ...tokens]) &&
    !tokens.some(isOdd) &&
    !hasQuoteInComment(text) &&
    !/[^\P{Cc}\n\t]/u.test(text) &&
    !isGarbled(text);
  if (!isSafe) throw new Unsayable(`what nft lists of table ${family} ${table} can't be loaded again`);
  return text as Script;
}
