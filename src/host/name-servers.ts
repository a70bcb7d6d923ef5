import { type Address, parseAddress } from '../net/index.ts';
import { readText } from './files/files.ts';

const FILE = '/etc/resolv.conf';

/** The limit of name servers. glibc asks only the first three (MAXNS in resolv.h). */
const ASKED = 3;

/** The name servers in the text of a resolv.conf, in order. Invalid addresses and those with a zone are skipped. */
export function readNameServers(text: string): Address[] {
  const found = [...text.matchAll(/^[ \t]*nameserver[ \t]+(\S+)/gm)]
    .flatMap(([, address = '']) => parseAddress(address) ?? [])
    .slice(0, ASKED);
  return [...new Set(found)];
}

/**
 * Lists the name servers of this machine. The file is the real /etc/resolv.conf, whatever `--root` is, because programs
 * read that one. Empty if it can't be read.
 */
export const listNameServers = async (): Promise<Address[]> =>
  readNameServers((await readText(FILE).catch(() => undefined)) ?? '');
