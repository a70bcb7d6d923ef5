import type { Script } from './script.ts';
import { isGarbled, UnencodableError } from './unencodable.ts';
import type { Words } from './words.ts';

/** A chain of an nft table: its hook and its rules. */
export interface NftChain {
  readonly name: string;
  readonly lines: readonly Words[];
}

/** The names that nft accepts for a table or a chain, always without quotes (scanner.l, nftables 1.0.6). */
const NAME = /^[A-Za-z_][\w/.-]*$/;

function plainName(name: string): string {
  if (NAME.test(name)) return name;
  throw new UnencodableError('no name that nft reads', name);
}

/** The words of our own rules. None of these characters starts a string, a comment, a variable or a line. */
const WORD = /^[\w.:/&=!;-]+$/;

function nftLine(line: Words): string {
  const odd = line.find((word) => !WORD.test(word));
  if (odd !== undefined) throw new UnencodableError('no word of a rule of nft', odd);
  return line.join(' ');
}

const tableName = (family: 'ip' | 'ip6', table: string): string => `table ${family} ${plainName(table)}`;

/** Deletes a table whether or not it exists. It is created first, because `destroy` is a syntax error in nft 1.0.6. */
export const nftRemove = (family: 'ip' | 'ip6', table: string): Script =>
  `add ${tableName(family, table)}\ndelete ${tableName(family, table)}` as Script;

/** Deletes an existing table, or one chain of it. */
export const nftDelete = (family: 'ip' | 'ip6', table: string, chain?: string): Script =>
  (chain === undefined
    ? `delete ${tableName(family, table)}`
    : `delete chain ${family} ${plainName(table)} ${plainName(chain)}`) as Script;

/** Creates a table with its chains. */
export function nftTable(family: 'ip' | 'ip6', table: string, chains: readonly NftChain[]): Script {
  const blocks = chains.flatMap(({ name, lines }) => [
    `  chain ${plainName(name)} {`,
    ...lines.map((line) => `    ${nftLine(line)}`),
    '  }',
  ]);
  return [`${tableName(family, table)} {`, ...blocks, '}'].join('\n') as Script;
}

/** The tokens of nft's scanner: strings, which have no escapes and may span lines; comments; braces; words. */
const TOKENS = /"[^"]*"|#.*|[{}"$]|[^\s{}"#$]+/g;

/** Directives that would read other files or change the meaning of a text. */
const DIRECTIVES = new Set(['include', 'define', 'redefine', 'undefine']);

/** Whether a text is one block from its first brace to its last character, so that nothing is outside of the table. */
function isOneBlock(tokens: readonly string[]): boolean {
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    if (token === '{') depth += 1;
    if (token === '}') depth -= 1;
    if (depth < (i < tokens.length - 1 ? 1 : 0)) return false;
  }
  return depth === 0;
}

/** Whether a comment contains quotes. A comment must be followed by the next line or the next element of a set. */
const hasQuoteInComment = (text: string): boolean => /\bcomment "[^"]*"(?! ?[,:}]|[ \t]*\n)/.test(text);

/**
 * Checks that a listing by nft contains exactly this table and nothing else, so that it can be loaded again. nft prints
 * comments unescaped, and they may contain anything (nftables 1.0.6).
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
  if (!isSafe) throw new UnencodableError(`what nft lists of table ${family} ${table} can't be loaded again`);
  return text as Script;
}
