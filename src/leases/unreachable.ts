import type { Address } from '../net/index.ts';

/** Addresses that are no single node's on a network (RFC 6890), by their canonical text. IPv6 link-local ones need a link to mean anything. */
const UNREACHABLE: readonly { readonly form: RegExp; readonly kind: string }[] = [
  { form: /^0\./, kind: 'an unspecified' },
  { form: /^127\./, kind: 'a loopback' },
  { form: /^2(2[4-9]|3\d)\./, kind: 'a multicast' },
  { form: /^2(4\d|5[0-5])\./, kind: 'a reserved' },
  { form: /^::$/, kind: 'an unspecified' },
  { form: /^::1$/, kind: 'a loopback' },
  { form: /^fe[89ab][\da-f]:/, kind: 'a link-local' },
  { form: /^ff[\da-f]{2}:/, kind: 'a multicast' },
];

/** Why no peer can be reached at an address, as the end of a sentence about it; undefined if one can. */
export function whyUnreachable(address: Address): string | undefined {
  const kind = UNREACHABLE.find(({ form }) => form.test(address))?.kind;
  return kind === undefined ? undefined : `is ${kind} address`;
}
