import { iptablesIsNft, toolState } from '../facts/tool-versions.ts';
import { runTool } from '../tool.ts';
import type { Seen, WatchInterest } from './events.ts';
import {
  type MonitorLine,
  readMonitorLine,
  readNeighborLine,
  readNexthopLine,
  readRouteLine,
} from './ip-lines.ts';
import { listKnownAddresses, readAddressLine } from './known-addresses.ts';
import { readKnownLinks, readLinkLine } from './known-links.ts';
import { GENERATION, LOST, readTransaction } from './ruleset-lines.ts';
import { NETLINK } from './subscribed.ts';

/** One lasting program, and what is read from it. */
export interface Monitor {
  readonly name: string;
  readonly command: readonly string[];
  /** The netlink family that it listens to; absent: none. */
  readonly family?: number;
  /** Learns what is there, so that later lines that say the same are nothing new. */
  readonly learn: () => Promise<void>;
  readonly read: (lines: readonly string[]) => readonly Seen[];
  /** Whether a line, of stdout or stderr, says that others were lost. */
  readonly saysLost: (line: string) => boolean;
}

const KINDS = ['link', 'address', 'route', 'neigh', 'nexthop', 'netconf'];

/** Forwarding of a host, of either family, on or off: `inet6 all forwarding on`. */
const FORWARDING = / all .*\bforwarding\b/;

/**
 * `ip monitor`: links, addresses, routes, nexthops, neighbors and, among these, FDB entries of vxlan links.
 * @param onForwarding called when the forwarding of the host was set
 */
function ipMonitor(interest: WatchInterest, onForwarding: () => void): Monitor {
  let links = readKnownLinks([]);
  let addresses = listKnownAddresses();
  const readLine = (line: MonitorLine): readonly (Seen | undefined)[] => {
    switch (line.label) {
      case 'LINK':
        return readLinkLine(line, links, interest);
      case 'ADDR':
        return [readAddressLine(line, addresses, interest)];
      case 'ROUTE':
        return [readRouteLine(line, interest)];
      case 'NEXTHOP':
        return [readNexthopLine(line, interest)];
      case 'NEIGH':
        return [readNeighborLine(line, interest)];
      case 'NETCONF':
        if (FORWARDING.test(` ${line.text}`)) onForwarding();
        return [];
      default:
        return [];
    }
  };
  return {
    name: 'ip monitor',
    command: ['ip', '-N', '-d', '-o', 'monitor', 'label', ...KINDS],
    family: NETLINK.route,
    learn: async () => {
      const { stdout } = await runTool(['ip', '-N', '-d', '-o', 'link']);
      links = readKnownLinks(stdout.split('\n'));
      addresses = listKnownAddresses();
    },
    read: (lines) =>
      lines.flatMap((line) => {
        const labelled = readMonitorLine(line);
        return labelled === undefined ? [] : readLine(labelled).filter((seen) => seen !== undefined);
      }),
    // It goes on after that (rtnl_listen, iproute2 6.1).
    saysLost: (line) => line.startsWith('netlink receive error'),
  };
}

/** `nft monitor`, which tells of the tables of iptables-nft, too. What is printed before a generation is its transaction. */
function nftMonitor(interest: WatchInterest): Monitor {
  let transaction: string[] = [];
  const readOne = (line: string): readonly Seen[] => {
    const by = GENERATION.exec(line)?.[1];
    if (by === undefined) transaction.push(line);
    if (by === undefined) return [];
    const lines = transaction;
    transaction = [];
    return readTransaction(lines, by, interest);
  };
  return {
    name: 'nft monitor',
    command: ['nft', 'monitor'],
    family: NETLINK.netfilter,
    learn: async () => {
      transaction = [];
    },
    read: (lines) => lines.flatMap(readOne),
    saysLost: (line) => LOST.test(line),
  };
}

/** Seconds between two comparisons of legacy tables, so that what is found is mended within a second. */
const LEGACY_SECONDS = 0.6;

/** Prints a line each time when what the tools print of flannel's chains is not as it was before. */
const COMPARE_CHAINS = `
chains() { { iptables-save; ip6tables-save; } 2>&1 | grep FLANNEL-; }
before=$(chains)
while sleep ${LEGACY_SECONDS}; do
  now=$(chains)
  [ "$now" = "$before" ] || echo changed
  before=$now
done`;

/** The kernel tells nothing of legacy tables: they are printed and compared again and again, by a shell. */
const legacyMonitor = (): Monitor => ({
  name: 'comparison of iptables-save',
  command: ['/bin/sh', '-c', COMPARE_CHAINS],
  learn: async () => {},
  read: (lines) =>
    lines.length === 0
      ? []
      : ['ip nat', 'ip filter', 'ip6 nat', 'ip6 filter'].map((table) => ({
          kind: 'ruleset',
          key: `ruleset iptables ${table}`,
          what: 'set',
        })),
  saysLost: () => false,
});

/** The monitors that a host needs. @param onForwarding called when the forwarding of the host was set */
export async function monitorsFor(interest: WatchInterest, onForwarding: () => void): Promise<Monitor[]> {
  const { engine } = interest;
  if (engine === undefined) return [ipMonitor(interest, onForwarding)];
  const isNft = (engine === 'nft' || (await iptablesIsNft())) && (await toolState('nft')) === 'works';
  return [ipMonitor(interest, onForwarding), isNft ? nftMonitor(interest) : legacyMonitor()];
}
