import type { Address } from '../../net/index.ts';
import { runIfInstalled } from '../exec/tool.ts';
import { readText } from '../files/files.ts';

/** What the kernel's table of connections has of echo requests between two addresses. */
export interface EchoConnection {
  readonly isReplied: boolean;
  /** The address that its replies are sent to: another one than the source where it is masqueraded. */
  readonly repliedTo: string;
}

const valuesOf = (line: string, key: string): string[] =>
  [...line.matchAll(new RegExp(`\\b${key}=(\\S+)`, 'g'))].map(([, value = '']) => value);

/** The seconds until an entry is dropped: most for the latest. */
const timeLeft = (line: string): number => Number(/\bicmp(?:v6)?\s+\d+\s+(\d+)/.exec(line)?.[1] ?? 0);

/** Reads the latest entry in what `conntrack -L` or /proc/net/nf_conntrack has. */
export function echoConnection(text: string, source: Address, to: Address): EchoConnection | undefined {
  const [line] = text
    .split('\n')
    .filter((one) => valuesOf(one, 'src')[0] === source && valuesOf(one, 'dst')[0] === to)
    .filter((one) => /\bicmp/.test(one))
    .toSorted((a, b) => timeLeft(b) - timeLeft(a));
  if (line === undefined) return undefined;
  return { isReplied: !line.includes('[UNREPLIED]'), repliedTo: valuesOf(line, 'dst')[1] ?? source };
}

/** Asks for the entry, by conntrack or by /proc; undefined where neither is there, or has one. */
export async function readEchoConnection(source: Address, to: Address): Promise<EchoConnection | undefined> {
  const protocol = source.includes(':') ? 'icmpv6' : 'icmp';
  const family = source.includes(':') ? 'ipv6' : 'ipv4';
  const asked = await runIfInstalled([
    'conntrack',
    '-L',
    '-f',
    family,
    '-p',
    protocol,
    '-s',
    source,
    '-d',
    to,
  ]);
  const text = asked?.exitCode === 0 ? asked.stdout : await readText('/proc/net/nf_conntrack');
  return text === undefined ? undefined : echoConnection(text, source, to);
}
