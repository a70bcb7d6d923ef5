import type { TextRange } from './node.ts';

/** A key that is present: the location of its value, and the value unless it is unreadable. */
export interface Read<T> {
  readonly key: string;
  readonly at: TextRange;
  readonly value?: T;
}
