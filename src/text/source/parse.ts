import type { Problem } from '../../errors/index.ts';
import { duplicateKeys } from './duplicates.ts';
import type { Fault, Reading } from './fault.ts';
import { findNotText, guessFormat, type SourceFormat } from './format.ts';
import type { SourceNode } from './node.ts';
import { problemAt } from './problem.ts';
import { makeSource, type Source } from './source.ts';

/** A text read as JSON or YAML. */
export interface ParsedSource {
  readonly source: Source;
  readonly format: SourceFormat;
  /** Absent if the syntax errors leave the meaning uncertain. */
  readonly root?: SourceNode;
  /** The trees of all documents of a YAML text, or of several in JSON; `root` is the first. */
  readonly roots: readonly SourceNode[];
  /** Errors of syntax, and duplicate keys. */
  readonly problems: readonly Problem[];
}

/**
 * Parses a text into a tree with positions. Reports every syntax error and every duplicate key. Never throws. Guesses
 * the format if it is not given.
 */
export async function parseSource(file: string, given: string, asked?: SourceFormat): Promise<ParsedSource> {
  const format = asked ?? guessFormat(file, given);
  const text = withoutYamlMark(given, format);
  return parsedOf(makeSource(file, text), format, await read(text, format));
}

/** The same of what may be several documents in JSON, too, one after another. */
export async function parseDocuments(file: string, given: string): Promise<ParsedSource> {
  const format = guessFormat(file, given);
  const text = withoutYamlMark(given, format);
  const whole = await read(text, format);
  const isStream = format === 'json' && whole.faults.length > 0;
  const several = isStream ? (await import('./json-stream.ts')).readJsonStream(text) : undefined;
  return parsedOf(makeSource(file, text), format, several ?? whole);
}

/** YAML may begin with a byte order mark. The library counts it as a column, so a list below it has a wrong indentation. */
const withoutYamlMark = (text: string, format: SourceFormat): string =>
  format === 'yaml' && text.startsWith('\uFEFF') ? text.slice(1) : text;

function parsedOf(source: Source, format: SourceFormat, reading: Reading): ParsedSource {
  const { roots, faults } = refuseQuoted(reading);
  const problems = [
    ...faults.map((fault) => faultProblem(source, fault)),
    ...roots.flatMap((root) => duplicateKeys(root, source)),
  ];
  const [root] = roots;
  return { source, format, ...(root === undefined ? {} : { root }), roots, problems };
}

/** A fault of a text as a problem with its place. */
export const faultProblem = (source: Source, fault: Fault): Problem =>
  problemAt(source, fault, 'error', fault.message, fault.hint);

async function read(text: string, format: SourceFormat): Promise<Reading> {
  const notText = findNotText(text);
  if (notText !== undefined) return { roots: [], faults: [notText] };
  if (format === 'yaml') return (await import('./yaml.ts')).readYaml(text);
  const { readJson } = await import('./json.ts');
  if (!text.startsWith('\uFEFF')) return readJson(text);
  // A byte order mark is a fault, because flanneld refuses it, but the text after it can be parsed.
  const { roots, faults } = readJson(` ${text.slice(1)}`);
  return { roots, faults: [BYTE_ORDER_MARK, ...faults] };
}

/** A document that is text with a document in it, as a template or a shell may have left it. */
function refuseQuoted(reading: Reading): Reading {
  const [root] = reading.roots;
  const isQuoted = root?.kind === 'scalar' && typeof root.value === 'string' && /^\s*[{[]/.test(root.value);
  if (!isQuoted) return reading;
  return { roots: [], faults: [...reading.faults, { start: root.start, end: root.start + 1, ...QUOTED }] };
}

const QUOTED: Pick<Fault, 'message' | 'hint'> = {
  message: 'the whole document is in quotes: JSON inside text',
  hint: 'Remove the quotes around it, and the backslashes inside: jq -r . FILE',
};

const BYTE_ORDER_MARK: Fault = {
  start: 0,
  end: 1,
  message: 'a byte order mark before the JSON; flanneld refuses the file for it',
  hint: 'Save the file as UTF-8 without a byte order mark.',
};
