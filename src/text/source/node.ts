/** A stretch of a source's text: offsets in UTF-16 units, `end` not included. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** One `key: value` of an object. */
export interface Entry {
  readonly key: string;
  readonly keyRange: Range;
  readonly value: SourceNode;
}

/** Entries in the order written; a key written twice is there twice. */
export interface ObjectNode extends Range {
  readonly kind: 'object';
  readonly entries: readonly Entry[];
}

interface ArrayNode extends Range {
  readonly kind: 'array';
  readonly items: readonly SourceNode[];
}

export type ScalarValue = string | number | boolean | null;

export interface ScalarNode extends Range {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  /** The value as written: tells 24 from 24.0, and keeps the digits of numbers too large to hold. */
  readonly raw: string;
}

/** A value read from JSON or YAML that knows where it stands. A root's depth is at most MAX_DEPTH. */
export type SourceNode = ObjectNode | ArrayNode | ScalarNode;

/** How deep a document may be nested; no document of flannel's comes near, and a reader may recurse this deep. */
export const MAX_DEPTH = 100;
