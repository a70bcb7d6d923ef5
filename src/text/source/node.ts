/** A range of a source text: offsets in UTF-16 units, `end` excluded. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** One `key: value` of an object. */
export interface Entry {
  readonly key: string;
  readonly keyRange: TextRange;
  readonly value: SourceNode;
}

/** The entries in source order. A duplicate key appears twice. */
export interface ObjectNode extends TextRange {
  readonly kind: 'object';
  readonly entries: readonly Entry[];
}

interface ArrayNode extends TextRange {
  readonly kind: 'array';
  readonly items: readonly SourceNode[];
}

export type ScalarValue = string | number | boolean | null;

export interface ScalarNode extends TextRange {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  /**
   * The value as written, which distinguishes 24 from 24.0 and keeps the digits of numbers that are too large for a
   * double.
   */
  readonly raw: string;
}

/** A value parsed from JSON or YAML, with its position. A root's depth is at most MAX_DEPTH. */
export type SourceNode = ObjectNode | ArrayNode | ScalarNode;

/** The limit of nesting, so that recursive functions are safe. No document of flannel's comes near it. */
export const MAX_DEPTH = 100;
