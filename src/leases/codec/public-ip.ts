import { type Address, type Family, familyOf, parseAddress } from '../../net/index.ts';
import { quote } from '../../text/index.ts';
import { whyUnreachable } from '../nodes/unreachable.ts';

/** Whether an address is what flannel publishes for a family without one. */
export const isUnset = (text: string): boolean => text === '' || text === '0.0.0.0' || text === '::';

/** Reads a published address of one family; `refused` is the reason why not, as the end of a sentence about it. */
export function readPublished(
  text: string,
  family: Family,
): { readonly value: Address } | { readonly refused: string } {
  const value = parseAddress(text);
  if (value === undefined) return { refused: `${quote(text)} is not an IP address` };
  if (familyOf(value) !== family) return { refused: `${value} is not an IPv${family} address` };
  const why = whyUnreachable(value);
  return why === undefined ? { value } : { refused: `${value} ${why}` };
}
