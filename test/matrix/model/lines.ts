import type { Host } from '../../support/host/netns.ts';
import { type Snapshot, snapshot, sorted } from '../../support/host/snapshot.ts';

/** A host as sorted lines, each with the command that shows it. */
export type Lines = readonly string[];

/** Texts that differ from host to host without meaning: the addresses of its uplink. */
export type Aliases = readonly (readonly [text: string, name: string])[];

/** The address that the kernel gives a link by its MAC (RFC 4291, appendix A). */
function linkLocal(mac: string): string {
  const bytes = mac.split(':').map((part) => Number.parseInt(part, 16));
  const [first = 0, ...rest] = bytes;
  const all = [first ^ 2, ...rest.slice(0, 2), 0xff, 0xfe, ...rest.slice(2)];
  const groups = [0, 2, 4, 6].map((i) => (((all[i] ?? 0) << 8) | (all[i + 1] ?? 0)).toString(16));
  return `fe80::${groups.join(':')}`;
}

/** Names for the addresses of the links that a host came with. */
export async function aliasesOf({ sh }: Host): Promise<Aliases> {
  const links = JSON.parse(await sh('ip -j link')) as { ifname: string; address: string }[];
  return links
    .filter(({ ifname }) => ifname.startsWith('eth0'))
    .flatMap(({ ifname, address }) => [
      [address, `MAC-${ifname}`] as const,
      [linkLocal(address), `LL-${ifname}`] as const,
    ]);
}

/** Each line of a ruleset with the table and chain that it is in, so that it can be told from the same of another. */
function nftLines(lines: readonly string[]): string[] {
  let place: string[] = [];
  return lines.flatMap((line) => {
    const text = line.trim();
    if (text === '}') {
      place = place.slice(0, -1);
      return [];
    }
    const shown = [...place, text].join(' ');
    if (text.endsWith('{')) place = [...place, text.replace(/ \{$/, ':')];
    return [shown];
  });
}

function iptablesLines(lines: readonly string[]): string[] {
  let table = '';
  return lines.map((line) => {
    if (line.startsWith('*')) table = line;
    return `${table} ${line.replace(/\[\d+:\d+\]/, '')}`;
  });
}

/** What the kernel sets in its own time, once it has found out about the carrier. */
const settled = (line: string): string =>
  line
    .replace(/"operstate":"\w+"/, '"operstate":""')
    .replaceAll(/"(LOWER_UP|NO-CARRIER|linkdown)",?/g, '')
    .replaceAll(',]', ']');

const READERS: Readonly<Record<string, (lines: readonly string[]) => string[]>> = {
  'nft list ruleset': nftLines,
  'iptables-save': iptablesLines,
};

const renamed = (line: string, aliases: Aliases): string =>
  aliases.reduce((text, [from, to]) => text.replaceAll(from, to), line);

/** Everything of a host that a flannelctl could touch. */
export async function linesOf(host: Host, aliases: Aliases): Promise<Lines> {
  const taken = await snapshot(host);
  const read: Snapshot = Object.fromEntries(
    Object.entries(taken).map(([command, lines]) => [command, READERS[command]?.(lines) ?? lines]),
  );
  return Object.entries(sorted(read)).flatMap(([command, lines]) =>
    lines.map((line) => `${command} | ${settled(renamed(line, aliases))}`),
  );
}

/** What of some lines is not among others; what is there twice has to be there twice. */
export function without(lines: Lines, others: Lines): Lines {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

/** Enough of a line to know it by. */
const SHOWN = 240;

/** The lines in which two states differ, as a person reads them. */
export const difference = (wanted: Lines, found: Lines): string[] => [
  ...without(wanted, found).map((line) => `lacks ${line.slice(0, SHOWN)}`),
  ...without(found, wanted).map((line) => `has ${line.slice(0, SHOWN)}`),
];
