import { visit } from 'jsonc-parser/lib/esm/main.js';
import { compactBlanks } from './blanks.ts';
import { type Fault, MAX_VALUES, type Reading, TOO_MANY_VALUES } from './fault.ts';
import { explainJsonErrors, type JsonError } from './json-errors.ts';
import { type Entry, MAX_DEPTH, type ScalarValue, type SourceNode, type TextRange } from './node.ts';
import { moveFault, moveTree } from './tree.ts';

/**
 * Parses strict JSON (RFC 8259): no comments, no trailing commas. Every error is reported. There is no tree if an error
 * makes the meaning uncertain.
 */
export function readJson(text: string): Reading {
  const compact = compactBlanks(text);
  if (compact === undefined) return readCompact(text);
  const { roots, faults } = readCompact(compact.text);
  return {
    roots: roots.map((root) => moveTree(root, compact.move)),
    faults: faults.map((fault) => moveFault(fault, compact.move)),
  };
}

function readCompact(text: string): Reading {
  const builder = new TreeBuilder(text);
  try {
    visit(text, builder, { disallowComments: true, allowTrailingComma: false });
  } catch (stopped) {
    if (!(stopped instanceof Stopped)) throw stopped;
    if (stopped.fault !== undefined) return { roots: [], faults: [stopped.fault] };
    return { roots: [], faults: explainJsonErrors(text, builder.errors).faults };
  }
  const { faults, isSound } = explainJsonErrors(text, builder.errors);
  const { root } = builder;
  return { roots: root !== undefined && isSound ? [root] : [], faults };
}

/**
 * The limit of parser errors. Later ones only follow from each other, and the parser would continue to the end of the
 * text.
 */
const MAX_ERRORS = 1000;

/** Thrown to stop the parser. */
class Stopped extends Error {
  readonly fault: Fault | undefined;

  constructor(fault?: Fault) {
    super('stopped');
    this.fault = fault;
  }
}

type Open = { -readonly [K in keyof TextRange]: TextRange[K] } & (
  | { readonly kind: 'object'; readonly entries: Entry[] }
  | { readonly kind: 'array'; readonly items: SourceNode[] }
);

/** Builds the tree while the parser runs, and stops the parser if the text exceeds a limit. */
class TreeBuilder {
  readonly errors: JsonError[] = [];
  root: SourceNode | undefined;
  private readonly text: string;
  private readonly open: Open[] = [];
  /** The keys whose values are not complete yet: one for each open object, undefined for each open array. */
  private readonly keys: (Omit<Entry, 'value'> | undefined)[] = [undefined];
  private values = 0;

  constructor(text: string) {
    this.text = text;
  }

  readonly onObjectBegin = (start: number): void =>
    this.begin({ kind: 'object', start, end: start, entries: [] });
  readonly onArrayBegin = (start: number): void =>
    this.begin({ kind: 'array', start, end: start, items: [] });
  readonly onObjectEnd = (offset: number, length: number): void => this.close(offset + length);
  readonly onArrayEnd = (offset: number, length: number): void => this.close(offset + length);

  readonly onObjectProperty = (key: string, start: number, length: number): void => {
    this.keys[this.keys.length - 1] = { key, keyRange: { start, end: start + length } };
  };

  readonly onLiteralValue = (value: ScalarValue, start: number, length: number): void => {
    const end = start + length;
    this.add({ kind: 'scalar', start, end, value, raw: this.text.slice(start, end) });
  };

  readonly onError = (error: number, offset: number, length: number): void => {
    this.errors.push({ error, offset, length });
    if (this.errors.length >= MAX_ERRORS) throw new Stopped();
  };

  private begin(node: Open): void {
    const { start } = node;
    // The parser is recursive, so depth is limited.
    if (this.open.length >= MAX_DEPTH)
      throw new Stopped({ start, end: start + 1, message: `nested more than ${MAX_DEPTH} levels deep` });
    this.add(node);
    this.open.push(node);
    this.keys.push(undefined);
  }

  private close(end: number): void {
    const node = this.open.pop();
    this.keys.pop();
    if (node !== undefined) node.end = end;
  }

  private add(value: SourceNode): void {
    this.values += 1;
    if (this.values > MAX_VALUES) throw new Stopped({ ...startOf(value), ...TOO_MANY_VALUES });
    const parent = this.open[this.open.length - 1];
    const last = this.keys.length - 1;
    const key = this.keys[last];
    if (parent === undefined) this.root ??= value;
    else if (parent.kind === 'array') parent.items.push(value);
    else if (key !== undefined) parent.entries.push({ key: key.key, keyRange: key.keyRange, value });
    this.keys[last] = undefined;
  }
}

const startOf = ({ start }: TextRange): TextRange => ({ start, end: start + 1 });
