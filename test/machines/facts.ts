import type { Machine } from './machine.ts';

const ASKED: Readonly<Record<string, string>> = {
  'Node.js': 'node --version',
  iproute2: 'ip -V',
  nft: 'nft --version',
  iptables: 'iptables --version',
};

/** The versions of what flannelctl stands on. */
export async function versions(machine: Machine): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, command] of Object.entries(ASKED)) {
    const { stdout } = await machine.run(['sh', '-c', command]);
    found[name] = /\d+(?:\.\d+)+/.exec(stdout)?.[0] ?? '–';
  }
  return found;
}
