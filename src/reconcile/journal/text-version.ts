/**
 * A text as its difference to another one: the number of characters that both share at either end, and its own between.
 */
export interface TextVersion {
  readonly head: number;
  readonly text: string;
  readonly tail: number;
}

function sharedHead(text: string, other: string): number {
  const end = Math.min(text.length, other.length);
  let shared = 0;
  while (shared < end && text.charCodeAt(shared) === other.charCodeAt(shared)) shared += 1;
  return shared;
}

function sharedTail(text: string, other: string, head: number): number {
  const end = Math.min(text.length, other.length) - head;
  let shared = 0;
  while (
    shared < end &&
    text.charCodeAt(text.length - 1 - shared) === other.charCodeAt(other.length - 1 - shared)
  )
    shared += 1;
  return shared;
}

/** The difference between a text and another one. */
export function versionOf(text: string, other: string): TextVersion {
  const head = sharedHead(text, other);
  const tail = sharedTail(text, other, head);
  return { head, text: text.slice(head, text.length - tail), tail };
}

/** The text that has this difference to another one. */
export const textOfVersion = ({ head, text, tail }: TextVersion, other: string): string =>
  `${other.slice(0, head)}${text}${other.slice(other.length - tail)}`;
