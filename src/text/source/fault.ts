import type { SourceNode, TextRange } from './node.ts';

/** An error of syntax, with offsets in the text. */
export interface Fault extends TextRange {
  readonly message: string;
  readonly hint?: string;
}

/** The result of parsing a text as JSON or YAML. It has a tree only if the meaning of the text is certain. */
export interface Reading {
  readonly roots: readonly SourceNode[];
  readonly faults: readonly Fault[];
}

/** The limit of faults reported in one text. */
export const MAX_FAULTS = 50;

/** The limit of values in a document, because each takes memory. 64 MB of kubectl output has about as many. */
export const MAX_VALUES = 2_000_000;

export const TOO_MANY_VALUES: Pick<Fault, 'message' | 'hint'> = {
  message: `more than ${MAX_VALUES} values in one document`,
  hint: 'Check that it is the right file. No network has as many nodes.',
};
