import type { CST, Document } from 'yaml';
import { type Fault, MAX_FAULTS, type Reading } from './fault.ts';
import { MAX_DEPTH, type SourceNode } from './node.ts';
import { readPlainList } from './plain-list.ts';
import { yamlTree } from './yaml-tree.ts';

/**
 * The limit of lexemes in a text (an indicator, a blank, a scalar), because the library takes some microseconds for
 * each. A plan for 65,000 nodes has 2.5 million.
 */
const MAX_LEXEMES = 4_000_000;
/** The limit of documents. Each costs as much as a hundred lines. */
const MAX_DOCUMENTS = 10_000;

/** Parses YAML 1.2 into one tree for each non-empty document. A document with an error has no tree. */
export async function readYaml(text: string): Promise<Reading> {
  const list = readPlainList(text);
  return list === undefined ? readAnyYaml(text) : { roots: [list], faults: [] };
}

/** The same by the library alone. */
export async function readAnyYaml(text: string): Promise<Reading> {
  const { Composer } = await import('yaml');
  const { tokens, fault } = await readTokens(text);
  const wrong = fault ?? tokens.map(findTooDeep).find((found) => found !== undefined);
  if (wrong !== undefined) return { roots: [], faults: [wrong] };
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, schema: 'core', merge: false });
  const roots: SourceNode[] = [];
  const faults: Fault[] = [];
  for (const document of composer.compose(tokens, false, text.length)) {
    const own = faultsOf(document, text);
    const tree = own.length === 0 ? await yamlTree(document, text) : undefined;
    for (const fault of [...own, ...(tree?.faults ?? [])]) if (faults.length < MAX_FAULTS) faults.push(fault);
    for (const root of tree?.roots ?? []) roots.push(root);
  }
  return { roots, faults };
}

/** The documents of a text, not yet composed; a fault if a limit is exceeded. */
async function readTokens(
  text: string,
): Promise<{ readonly tokens: readonly CST.Token[]; readonly fault?: Fault }> {
  const { Lexer, Parser } = await import('yaml');
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  let documents = 0;
  for (const lexeme of new Lexer().lex(text)) {
    lexemes += 1;
    if (lexemes > MAX_LEXEMES || documents > MAX_DOCUMENTS) return { tokens, fault: tooMuch(parser.offset) };
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
      if (token.type === 'document') documents += 1;
    }
  }
  tokens.push(...parser.end());
  return { tokens };
}

const tooMuch = (start: number): Fault => ({
  start,
  end: start + 1,
  message: 'too much YAML: this is as far as it is read',
  hint: 'JSON of the same content may be 64 MB: kubectl and flannelctl plan print it with -o json.',
});

function faultsOf(
  { errors, warnings }: Pick<Document, 'errors' | 'warnings'>,
  text: string,
): readonly Fault[] {
  const faults = [...errors, ...warnings].map(({ message, pos: [start, end] }) => ({
    start,
    end,
    message: `not YAML: ${message}`,
  }));
  const tab = faults.map(({ start }) => findTab(text, start)).find((found) => found !== undefined);
  // What comes after it is wrong only because of it.
  return tab === undefined ? faults : [...faults.filter(({ start }) => start < tab.start), tab];
}

/** The tab that the line of an error is indented with. The library says of it what it makes of the line then. */
function findTab(text: string, at: number): Fault | undefined {
  const line = text.lastIndexOf('\n', at - 1) + 1;
  const indented = /^ *\t/.exec(text.slice(line, line + 200));
  if (indented === null) return undefined;
  const end = line + indented[0].length;
  return {
    start: end - 1,
    end,
    message: 'not YAML: the line is indented with a tab',
    hint: 'YAML is indented with spaces only.',
  };
}

/**
 * Finds nesting that is too deep. yaml's composer is recursive, and a stack overflow there kills the process; its
 * parser is not recursive.
 */
function findTooDeep(token: CST.Token): Fault | undefined {
  const open: { token: CST.Token; depth: number }[] = [{ token, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { depth } = next;
    if (depth > MAX_DEPTH) {
      const start = next.token.offset;
      return { start, end: start + 1, message: `nested more than ${MAX_DEPTH} levels deep` };
    }
    for (const inner of tokensIn(next.token)) open.push({ token: inner, depth: depth + 1 });
  }
  return undefined;
}

function tokensIn(token: CST.Token): readonly CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key ?? [], value ?? []].flat());
}
