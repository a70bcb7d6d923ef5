import type { NamedFinding } from '../checks/index.ts';
import type { Folded } from '../health/index.ts';
import { printable } from '../text/index.ts';

/** What to do, a line each. */
export const hintLines = (hint: string): string[] =>
  hint
    .split('\n')
    .filter(Boolean)
    .map((line) => `  → ${printable(line)}`);

/** The name of a check, and what it found. */
export const findingText = ({ check, message }: NamedFinding): string => `[${check}] ${printable(message)}`;

/** Lines below a word that says what they are. */
export const labelled = (label: string, lines: readonly string[]): string[] =>
  lines.map((line, i) => `  ${(i === 0 ? `${label}:` : '').padEnd(9)}${printable(line)}`);

/** What is mended with a finding, a line each. */
export const consequenceLines = ({ consequences }: Folded<NamedFinding>): string[] =>
  labelled('follows', consequences.map(findingText));
