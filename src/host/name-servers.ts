import { type Address, parseAddress } from '../net/index.ts';
import { readText } from './files.ts';

const FILE = '/etc/resolv.conf';

/** glibc asks no more than the first three (MAXNS in resolv.h). */
const ASKED = 3;

/** The name servers in the text of a resolv.conf, in order. What is none, or has a zone, is passed over. */
export function readNameServers(text: string): Address[] {
  const found = [...text.matchAll(/^[ \t]*nameserver[ \t]+(\S+)/gm)]
    .flatMap(([, address = '']) => parseAddress(address) ?? [])
    .slice(0, ASKED);
  return [...new Set(found)];
}

/**
 * The name servers that the programs on this machine ask. The file is read where every program reads it, whatever
 * `--root` is; one that can't be read names none.
 */
export const listNameServers = async (): Promise<Address[]> =>
  readNameServers((await readText(FILE).catch(() => undefined)) ?? '');
