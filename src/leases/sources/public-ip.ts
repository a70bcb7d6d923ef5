import { quote } from '../../config/index.ts';
import { type Address, type Family, familyOf, parseAddress } from '../../net/index.ts';

/** Addresses at which no peer can be reached (RFC 6890), by their canonical text. */
const UNREACHABLE: readonly { readonly form: RegExp; readonly kind: string }[] = [
  { form: /^0\./, kind: 'an unspecified' },
  { form: /^127\./, kind: 'a loopback' },
  { form: /^2(2[4-9]|3\d)\./, kind: 'a multicast' },
  { form: /^2(4\d|5[0-5])\./, kind: 'a reserved' },
  { form: /^::1?$/, kind: 'a loopback or unspecified' },
  { form: /^fe[89ab][\da-f]:/, kind: 'a link-local' },
  { form: /^ff[\da-f]{2}:/, kind: 'a multicast' },
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
  const kind = UNREACHABLE.find(({ form }) => form.test(value))?.kind;
  return kind === undefined ? { value } : { refused: `${value} is ${kind} address` };
}
