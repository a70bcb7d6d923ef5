import { type Address, type Family, familyOf } from '../../net/index.ts';

/** A form of address that is not a single node's, by its canonical text. */
interface Unreachable {
  readonly form: RegExp;
  readonly kind: string;
}

/** By RFC 6890. IPv6 link-local addresses mean nothing without a link. */
const UNREACHABLE: Readonly<Record<Family, readonly Unreachable[]>> = {
  4: [
    { form: /^0\./, kind: 'an unspecified' },
    { form: /^127\./, kind: 'a loopback' },
    { form: /^2(2[4-9]|3\d)\./, kind: 'a multicast' },
    { form: /^2(4\d|5[0-5])\./, kind: 'a reserved' },
  ],
  6: [
    { form: /^::$/, kind: 'an unspecified' },
    { form: /^::1$/, kind: 'a loopback' },
    { form: /^fe[89ab][\da-f]:/, kind: 'a link-local' },
    { form: /^ff[\da-f]{2}:/, kind: 'a multicast' },
  ],
};

/** The reason why no peer can be reached at an address, as the end of a sentence about it; undefined if one can. */
export function whyUnreachable(address: Address): string | undefined {
  const kind = UNREACHABLE[familyOf(address)].find(({ form }) => form.test(address))?.kind;
  return kind === undefined ? undefined : `is ${kind} address`;
}
