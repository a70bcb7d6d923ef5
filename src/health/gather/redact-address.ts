import {
  ADDRESS_BITS,
  type Address,
  addressFromNumber,
  addressPart,
  addressToNumber,
  familyOf,
  type InterfaceAddress,
  lengthOf,
} from '../../net/index.ts';

/** Gives a number that nobody can foresee without the key. */
export type Keyed = (text: string) => Buffer;

/** Ranges with a meaning of their own, which stay as they are: an address in one is not of somebody's network. */
const KEPT = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '255.255.255.255/32',
  '::/8',
  'ff00::/8',
];

/** Ranges whose addresses stay within them: it matters whether an address is private, or of one link. */
const KEPT_HEADS = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
  '2000::/3',
  'fe80::/64',
];

const bitsOf = (address: Address): string =>
  addressToNumber(address).toString(2).padStart(ADDRESS_BITS[familyOf(address)], '0');

/** The leading bits of a prefix, after its family. */
const headOf = (cidr: string): string => {
  const prefix = cidr as InterfaceAddress;
  const address = addressPart(prefix);
  return `${familyOf(address)}${bitsOf(address).slice(0, lengthOf(prefix))}`;
};

const isZeros = (bits: string): boolean => !bits.includes('1');
const isOnes = (bits: string): boolean => !bits.includes('0');

/**
 * Replaces addresses so that two with the same leading bits have replacements with the same leading bits: subnets still
 * contain their addresses (as Crypto-PAn does; Xu, Fan, Ammar and Moon, 2002).
 *
 * Below each known prefix the first and the last addresses stay the first and the last ones, so that a network's address
 * has no host bits, and its first host stays the first.
 */
export function addressRedactor(keyed: Keyed, prefixes: Iterable<string>): (address: Address) => Address {
  const kept = KEPT.map(headOf);
  const edges = edgesBelow(prefixes);
  const isKept = (head: string): boolean =>
    kept.some((each) => head.startsWith(each)) ||
    [...kept, ...KEPT_HEADS.map(headOf)].some((each) => each.startsWith(head) && each !== head) ||
    edges(head);
  const flips = new Map<string, boolean>();
  const flipsAfter = (head: string): boolean => {
    const known = flips.get(head) ?? (!isKept(head) && (keyed(head)[0] ?? 0) % 2 === 1);
    flips.set(head, known);
    return known;
  };
  return (address) => {
    const family = familyOf(address);
    const bits = bitsOf(address);
    const flipped = [...bits].map((bit, i) =>
      flipsAfter(`${family}${bits.slice(0, i)}`) ? 1 - Number(bit) : bit,
    );
    return addressFromNumber(family, BigInt(`0b${flipped.join('')}`));
  };
}

/** Whether leading bits are those of a known prefix, with only zeros or only ones after them. */
function edgesBelow(prefixes: Iterable<string>): (head: string) => boolean {
  const heads = new Set([...prefixes].map(headOf));
  return (head) => {
    for (let length = head.length; length > 0; length -= 1) {
      const rest = head.slice(length);
      if (!isZeros(rest) && !isOnes(rest)) return false;
      if (heads.has(head.slice(0, length))) return true;
    }
    return false;
  };
}
