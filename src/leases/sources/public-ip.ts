import { quote } from '../../config/index.ts';
import {
  type Address,
  type Family,
  familyOf,
  type Prefix,
  parseAddress,
  prefixContainsAddress,
} from '../../net/index.ts';

/** Addresses at which no peer can be reached (RFC 6890). */
const UNREACHABLE: readonly { readonly prefix: Prefix; readonly kind: string }[] = [
  { prefix: '0.0.0.0/8' as Prefix, kind: 'an unspecified' },
  { prefix: '127.0.0.0/8' as Prefix, kind: 'a loopback' },
  { prefix: '224.0.0.0/4' as Prefix, kind: 'a multicast' },
  { prefix: '240.0.0.0/4' as Prefix, kind: 'a reserved' },
  { prefix: '::/127' as Prefix, kind: 'a loopback or unspecified' },
  { prefix: 'fe80::/10' as Prefix, kind: 'a link-local' },
  { prefix: 'ff00::/8' as Prefix, kind: 'a multicast' },
];

/** What flannel publishes where a family has no address. */
export const isUnset = (text: string): boolean => text === '' || text === '0.0.0.0' || text === '::';

/** Reads a published address of one family; gives why not, the end of a sentence about it, in `refused`. */
export function readPublished(
  text: string,
  family: Family,
): { readonly value: Address } | { readonly refused: string } {
  const value = parseAddress(text);
  if (value === undefined) return { refused: `${quote(text)} is not an IP address` };
  if (familyOf(value) !== family) return { refused: `${value} is not an IPv${family} address` };
  const kind = UNREACHABLE.find(({ prefix }) => prefixContainsAddress(prefix, value))?.kind;
  return kind === undefined ? { value } : { refused: `${value} is ${kind} address` };
}
