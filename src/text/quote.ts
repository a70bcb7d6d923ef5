import { printable } from './printable.ts';

const LONGEST = 60;

/** A value quoted for a message: as JSON, on one line, cut if long. */
export function quote(value: unknown): string {
  const short = typeof value === 'string' ? value.slice(0, 2 * LONGEST) : value;
  const text = printable(JSON.stringify(short) ?? String(short));
  const characters = [...text.slice(0, 2 * LONGEST)];
  return characters.length <= LONGEST ? text : `${characters.slice(0, LONGEST - 1).join('')}…`;
}
