import type { CST, Document } from 'yaml';
import { type Fault, MOST_FAULTS, type Reading } from './fault.ts';
import { MAX_DEPTH, type SourceNode } from './node.ts';
import { yamlTree } from './yaml-tree.ts';

/** Reads YAML 1.2, one tree for each document that is not empty. No tree is given of a document with an error in it. */
export async function readYaml(text: string): Promise<Reading> {
  const { Composer, Parser } = await import('yaml');
  const tokens = [...new Parser().parse(text)];
  const deep = tokens.map(findTooDeep).find((fault) => fault !== undefined);
  if (deep !== undefined) return { roots: [], faults: [deep] };
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, schema: 'core', merge: false });
  const roots: SourceNode[] = [];
  const faults: Fault[] = [];
  for (const document of composer.compose(tokens, false, text.length)) {
    const own = faultsOf(document);
    const tree = own.length === 0 ? await yamlTree(document, text) : undefined;
    faults.push(...own, ...(tree?.faults ?? []));
    roots.push(...(tree?.roots ?? []));
  }
  return { roots, faults: faults.slice(0, MOST_FAULTS) };
}

const faultsOf = ({ errors, warnings }: Pick<Document, 'errors' | 'warnings'>): readonly Fault[] =>
  [...errors, ...warnings].map(({ message, pos: [start, end] }) => ({
    start,
    end,
    message: `not YAML: ${message}`,
  }));

/** yaml's composer recurses, and far down the stack it kills the process; its parser does not recurse. */
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
