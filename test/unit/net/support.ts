import type { Address } from '../../../src/net/index.ts';

export const RUNS = { seed: 10_244, numRuns: 300 };

/** The number of an address, worked out by hand: not by the library that src/net relies on. */
export function numberOf(address: Address | string): bigint {
  if (!address.includes(':'))
    return address.split('.').reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
  const [head = '', tail] = address.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(missing).fill('0'), ...groups(tail ?? '')];
  return all.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}
