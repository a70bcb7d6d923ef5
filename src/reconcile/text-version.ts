/** A text by what it shares with another one: so many characters at both ends, and what it has between them. */
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

/** Says a text by what differs from another. */
export function versionOf(text: string, other: string): TextVersion {
  const head = sharedHead(text, other);
  const tail = sharedTail(text, other, head);
  return { head, text: text.slice(head, text.length - tail), tail };
}

/** The text that was said by what differs from another. */
export const textOf = ({ head, text, tail }: TextVersion, other: string): string =>
  `${other.slice(0, head)}${text}${other.slice(other.length - tail)}`;
