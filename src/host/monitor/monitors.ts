import type { LinkName } from '../../net/index.ts';
import { runTool } from '../exec/tool.ts';
import { iptablesIsNft, toolState } from '../facts/tool-versions.ts';
import type { Seen, WatchInterest } from './events.ts';
import {
  type MonitorLine,
  readMonitorLine,
  readNeighborLine,
  readNexthopLine,
  readPlainLine,
  readRouteLine,
} from './ip-lines.ts';
import { listKnownAddresses, readAddressLine } from './known-addresses.ts';
import { type KnownLinks, readKnownLinks, readLinkLine, withPresentName } from './known-links.ts';
import { GENERATION, LOST, readTransaction } from './ruleset-lines.ts';
import { NETLINK } from './subscribed.ts';

/** One lasting program, and what is read from it. */
export interface Monitor {
  readonly name: string;
  readonly command: readonly string[];
  /** The netlink family that it listens to; absent: none, and its first line says that it has begun. */
  readonly family?: number;
  /** Learns what is there, so that later lines that say the same are nothing new. */
  readonly learn: () => Promise<void>;
  readonly read: (lines: readonly string[], interest: WatchInterest) => readonly Seen[];
  /** Whether a line, of stdout or stderr, says that others were lost. */
  readonly saysLost: (line: string) => boolean;
}

const KINDS = ['link', 'address', 'route', 'nexthop', 'netconf'];

/** What a host's monitors tell besides their lines. */
export interface MonitorNews {
  /** Settings of a link or of the host were set, or came with a link. */
  readonly onSettings: () => void;
  /** Which links there are: learned at the start, or after lines were lost. What follows is waited for. */
  readonly learnedLinks: (links: KnownLinks) => Promise<unknown>;
  /** Which links there are now. */
  readonly changedLinks: (links: KnownLinks) => Promise<void>;
}

/** It goes on after that (rtnl_listen, iproute2 6.1). */
const saysLost = (line: string): boolean => line.startsWith('netlink receive error');

/** `ip monitor`: links, addresses, routes and nexthops. */
function ipMonitor({ onSettings, learnedLinks, changedLinks }: MonitorNews): Monitor {
  let links = readKnownLinks([]);
  let addresses = listKnownAddresses();
  const readLine = (line: MonitorLine, interest: WatchInterest): readonly (Seen | undefined)[] => {
    switch (line.label) {
      case 'LINK': {
        const seen = readLinkLine(line, links, interest);
        void changedLinks(links);
        return seen;
      }
      case 'ADDR':
        return [readAddressLine(withPresentName(line, links), addresses, interest)];
      case 'ROUTE':
        return [readRouteLine(line, interest)];
      case 'NEXTHOP':
        return [readNexthopLine(line, interest)];
      case 'NETCONF':
        onSettings();
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
      await learnedLinks(links);
    },
    read: (lines, interest) =>
      lines.flatMap((line) => {
        const labelled = readMonitorLine(line);
        if (labelled === undefined) return [];
        return readLine(labelled, interest).filter((seen) => seen !== undefined);
      }),
    saysLost,
  };
}

/**
 * The neighbors of a vxlan link and, among these, its FDB entries. A program of its own for each link, because `ip` then
 * leaves out what the kernel learns of pods and other hosts, which would wake this process again and again.
 */
export const neighborMonitor = (dev: LinkName): Monitor => ({
  name: `ip monitor neigh dev ${dev}`,
  command: ['ip', '-N', '-d', '-o', 'monitor', 'neigh', 'dev', dev],
  family: NETLINK.route,
  learn: async () => {},
  read: (lines, interest) =>
    lines.flatMap((line) => readNeighborLine(readPlainLine(line), dev, interest) ?? []),
  saysLost,
});

/** `nft monitor`, which tells of the tables of iptables-nft, too. What is printed before a generation is its transaction. */
function nftMonitor(): Monitor {
  let transaction: string[] = [];
  const readOne = (line: string, interest: WatchInterest): readonly Seen[] => {
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
    read: (lines, interest) => lines.flatMap((line) => readOne(line, interest)),
    saysLost: (line) => LOST.test(line),
  };
}

const isNftWorking = async (): Promise<boolean> => (await toolState('nft')) === 'works';

/** What is listened to whatever is of interest. `nft monitor` tells of the tables of iptables-nft, too. */
export const monitors = async (news: MonitorNews): Promise<readonly Monitor[]> => [
  ipMonitor(news),
  ...((await isNftWorking()) ? [nftMonitor()] : []),
];

/** Whether rules of iptables are in tables that the kernel tells nothing of. */
export const areRulesSilent = async ({ engine }: WatchInterest): Promise<boolean> =>
  engine === 'iptables' && !((await iptablesIsNft()) && (await isNftWorking()));
