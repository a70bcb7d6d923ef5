import type { TextRange } from './node.ts';

/** A key that is there: where its value stands, and the value unless it can't be read. */
export interface Read<T> {
  readonly key: string;
  readonly at: TextRange;
  readonly value?: T;
}
