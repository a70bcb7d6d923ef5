import type { Problem } from '../../errors/index.ts';
import { duplicateKeys } from './duplicates.ts';
import { readJson } from './json.ts';
import type { ScalarNode, SourceNode } from './node.ts';
import { faultProblem } from './parse.ts';
import type { Source } from './source.ts';
import { moveFault, moveTree } from './tree.ts';

/**
 * Parses JSON embedded in a text value of another document (a file in a ConfigMap). The tree and the problems have the
 * offsets of the outer document, so that they point into the file that a person sees.
 */
export function parseEmbedded(
  source: Source,
  scalar: ScalarNode,
): { readonly root?: SourceNode; readonly problems: readonly Problem[] } {
  const inner = String(scalar.value);
  if (scalar.start === 0 && inner === source.text) return parseWhole(source);
  const outer = alignValue(source.text, scalar, inner);
  const move = (offset: number): number => outer[offset] ?? scalar.start;
  const { roots, faults } = readJson(inner);
  const [root] = roots.map((tree) => moveTree(tree, move));
  const problems = faults.map((fault) => faultProblem(source, moveFault(fault, move)));
  if (root === undefined) return { problems };
  return { root, problems: [...problems, ...duplicateKeys(root, source)] };
}

/** The same of a value that is the whole text, so that no offset has to be moved. */
function parseWhole(source: Source): ReturnType<typeof parseEmbedded> {
  const { roots, faults } = readJson(source.text);
  const [root] = roots;
  const problems = faults.map((fault) => faultProblem(source, fault));
  if (root === undefined) return { problems };
  return { root, problems: [...problems, ...duplicateKeys(root, source)] };
}

/**
 * Maps each offset in a text value to its offset in the outer text. Walks the value and its source side by side:
 * indentation and folded lines match white space, escapes match their character. If the two get out of step, the rest
 * maps to the start of the value.
 */
function alignValue(text: string, { start, end }: ScalarNode, value: string): Uint32Array {
  const style = text.charAt(start);
  const places = new Uint32Array(value.length + 1).fill(start);
  let at = skipHeader(text, start, style);
  for (let i = 0; i < value.length; i += 1) {
    const wanted = value.charAt(i);
    if (!isSpace(wanted))
      while (at < end && isSpace(unitAt(text, at, style).means)) at += unitAt(text, at, style).length;
    const unit = unitAt(text, at, style);
    places[i] = at;
    if (unit.means === wanted) at += unit.length;
    else if (!isSpace(wanted)) return places.fill(start, i);
  }
  places[value.length] = Math.min(at, end);
  return places;
}

const isSpace = (character: string): boolean => /^\s?$/.test(character);

function skipHeader(text: string, start: number, style: string): number {
  if (style === '"' || style === "'") return start + 1;
  if (style !== '|' && style !== '>') return start;
  const lineEnd = text.indexOf('\n', start);
  return lineEnd < 0 ? text.length : lineEnd + 1;
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', '0': '\0' };
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** The unit at an offset of the source: one character, or one escape of its style, and its length. */
function unitAt(
  text: string,
  at: number,
  style: string,
): { readonly means: string; readonly length: number } {
  const character = text.charAt(at);
  if (style === "'" && text.startsWith("''", at)) return { means: "'", length: 2 };
  if (style !== '"' || character !== '\\') return { means: character, length: 1 };
  const letter = text.charAt(at + 1);
  const digits = HEX_DIGITS[letter];
  if (digits !== undefined) {
    const code = Number.parseInt(text.slice(at + 2, at + 2 + digits), 16);
    return { means: String.fromCharCode(code), length: 2 + digits };
  }
  return { means: ESCAPED[letter] ?? letter, length: 2 };
}
