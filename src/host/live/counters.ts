import type { LinkName } from '../../net/index.ts';
import { entering } from '../exec/entering.ts';
import { runIfInstalled } from '../exec/tool.ts';
import { readText } from '../files/files.ts';
import { droppingRules } from './dropping-rules.ts';

/** Counters by name: `IpForwDatagrams`, `flannel.1 rx.packets`, or a rule that drops. */
export type Counters = ReadonlyMap<string, number>;

type Entry = readonly [string, number];

/** The counters in a text of /proc/net/snmp or /proc/net/netstat: a line of names, then one of values. */
export function liveProtocolCounters(text: string): Entry[] {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  return lines.flatMap(([protocol = '', ...names], i) => {
    const [same, ...values] = lines[i + 1] ?? [];
    if (same !== protocol || i % 2 === 1) return [];
    return names.map((name, at): Entry => [`${protocol.replace(':', '')}${name}`, Number(values[at])]);
  });
}

/** The counters in a text of /proc/net/snmp6: one a line. */
export const ipv6Counters = (text: string): Entry[] =>
  text.split('\n').flatMap((line) => {
    const [name = '', value] = line.split(/\s+/);
    return value === undefined ? [] : [[name, Number(value)] as const];
  });

interface LinkStatistics {
  readonly ifname?: string;
  readonly stats64?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** The counters in what `ip -s -s -j link` prints. */
export function liveLinkCounters(text: string): Entry[] {
  const links = JSON.parse(text) as readonly LinkStatistics[];
  return links.flatMap(({ ifname = '', stats64 = {} }) =>
    Object.entries(stats64).flatMap(([direction, counts]) =>
      Object.entries(counts).map(([name, value]): Entry => [`${ifname} ${direction}.${name}`, value]),
    ),
  );
}

const printedBy = async (command: readonly string[]): Promise<string> => {
  const result = await runIfInstalled(command);
  return result?.exitCode === 0 ? result.stdout : '';
};

/** Reads what the links of a network namespace have counted so far. @param netns its path; this one if absent */
export async function readLinkCounters(netns: string | undefined): Promise<Counters> {
  const text = await printedBy([...entering(netns), 'ip', '-s', '-j', 'link', 'show']);
  return new Map(text === '' ? [] : liveLinkCounters(text));
}

async function readLinks(links: readonly LinkName[]): Promise<Entry[]> {
  const texts = await Promise.all(
    links.map(async (link) => printedBy(['ip', '-s', '-s', '-j', 'link', 'show', link])),
  );
  return texts.flatMap((text) => (text === '' ? [] : liveLinkCounters(text)));
}

async function readRules(): Promise<Entry[]> {
  const commands = [
    ['nft', 'list', 'ruleset'],
    ['iptables-save', '-c'],
    ['ip6tables-save', '-c'],
  ];
  return (await Promise.all(commands.map(printedBy))).flatMap(droppingRules);
}

/** Reads what this network namespace has counted so far: protocols, these links, and rules that drop. */
export async function readCounters(links: readonly LinkName[]): Promise<Counters> {
  const [snmp, netstat, snmp6, ofLinks, ofRules] = await Promise.all([
    readText('/proc/net/snmp'),
    readText('/proc/net/netstat'),
    readText('/proc/net/snmp6'),
    readLinks(links),
    readRules(),
  ]);
  return new Map([
    ...liveProtocolCounters(snmp ?? ''),
    ...liveProtocolCounters(netstat ?? ''),
    ...ipv6Counters(snmp6 ?? ''),
    ...ofLinks,
    ...ofRules,
  ]);
}

/** How much each counter has grown. */
export const grownBy = (before: Counters, after: Counters): Counters =>
  new Map(
    [...after].flatMap(([name, value]) =>
      value > (before.get(name) ?? 0) ? [[name, value - (before.get(name) ?? 0)]] : [],
    ),
  );
