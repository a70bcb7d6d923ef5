import { type Address, type Family, parseAddress } from '../../net/index.ts';
import { runIfInstalled } from '../exec/tool.ts';

/** The addresses that the kernel asks for, and nobody answers: `192.168.77.3 dev eth0 FAILED`. */
export const unresolvedIn = (text: string): ReadonlySet<Address> =>
  new Set(
    text.split('\n').flatMap((line) => {
      const address = parseAddress(line.split(' ')[0] ?? '');
      return address !== undefined && /\b(?:FAILED|INCOMPLETE)\b/.test(line) ? [address] : [];
    }),
  );

/** Reads those of a family. */
export async function unresolvedNeighbors(family: Family): Promise<ReadonlySet<Address>> {
  const result = await runIfInstalled(['ip', `-${family}`, 'neigh', 'show']);
  return unresolvedIn(result?.stdout ?? '');
}
