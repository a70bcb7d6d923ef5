import { parseSource, type SourceNode, toValue, WORD, wordValue } from '../../text/index.ts';

/**
 * Reads a text in the form in which `flannelctl plan` writes it, with a reader for that form only, which needs a
 * fiftieth of the CPU time of one that keeps places (10,000 nodes in YAML: 20 ms instead of 1,030). Undefined for
 * every other text, and for every text that a reader with places would report a problem of, such as a key that is
 * written twice.
 */
export async function writtenPlan(text: string): Promise<unknown> {
  if (!text.slice(0, HEAD).includes('SubnetPlan')) return undefined;
  return text.startsWith('{') ? jsonDocument(text) : yamlDocument(text);
}

/** Plans have their kind in the first line, so that no more of kubectl's output is read here. */
const HEAD = 1024;

/** White space outside strings, and strings, which are kept. */
const BLANKS = /("(?:[^"\\\n]|\\.)*")|\s+/g;

/** JSON.parse keeps the last of two equal keys, and reads 24.0 as 24: then its value does not print as the text. */
function jsonDocument(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text.replaceAll(BLANKS, '$1') ? value : undefined;
  } catch {
    return undefined;
  }
}

const NODES = '\nnodes:\n';
const CAPACITY = '\ncapacity:\n';

/** The nodes are read by lines of a fixed form; the rest of the text is short, and read as YAML. */
async function yamlDocument(text: string): Promise<unknown> {
  const start = text.indexOf(NODES);
  const end = text.indexOf(CAPACITY, start);
  if (start < 0) return undefined;
  const rest = end < 0 ? '' : text.slice(end + 1);
  const frame = await yamlValue(`${text.slice(0, start + 1)}${rest}`);
  const nodes = readNodes(text.slice(start + NODES.length, end < 0 ? undefined : end));
  if (frame === undefined || nodes === undefined || 'nodes' in frame) return undefined;
  return { ...frame, nodes };
}

async function yamlValue(text: string): Promise<object | undefined> {
  const { root, roots, problems } = await parseSource('plan', text, 'yaml');
  if (root?.kind !== 'object' || roots.length > 1 || problems.length > 0 || !isPlain(root)) return undefined;
  return toValue(root) as object;
}

/** Whether its numbers are written as they are printed. */
function isPlain(node: SourceNode): boolean {
  if (node.kind === 'object') return node.entries.every(({ value }) => isPlain(value));
  if (node.kind === 'array') return node.items.every(isPlain);
  return typeof node.value !== 'number' || node.raw === String(node.value);
}

/** `  - name: n1`, `    vni: 1`. */
const LINE = new RegExp(`^ {2}([- ]) ([A-Za-z0-9]+): (${WORD})$`);

type NodeEntry = Record<string, string | number>;

function readNodes(text: string): NodeEntry[] | undefined {
  const nodes: NodeEntry[] = [];
  for (const line of text.split('\n')) {
    if (line === '' && nodes.length > 0) continue;
    const [, mark, key = '', word = ''] = LINE.exec(line) ?? [];
    if (mark === '-') nodes.push({});
    const [node, value] = [nodes.at(-1), wordValue(word)];
    if (mark === undefined || node === undefined || key in node || value === undefined) return undefined;
    node[key] = value;
  }
  return nodes;
}
