import type { Range, SourceNode } from './node.ts';

/** Something wrong with the text itself, in the offsets of that text. */
export interface Fault extends Range {
  readonly message: string;
  readonly hint?: string;
}

/** What reading a text as JSON or YAML gave. Trees are there only where what was read is what was meant. */
export interface Reading {
  readonly roots: readonly SourceNode[];
  readonly faults: readonly Fault[];
}

/** More faults than this in one text are noise. */
export const MOST_FAULTS = 50;

/** How many values a document may have: 64 MB of what kubectl prints are about as many, and each takes some memory. */
export const MOST_VALUES = 2_000_000;

export const TOO_MANY_VALUES: Pick<Fault, 'message' | 'hint'> = {
  message: `more than ${MOST_VALUES} values in one document`,
  hint: 'Check that it is the right file. No network has as many nodes.',
};
