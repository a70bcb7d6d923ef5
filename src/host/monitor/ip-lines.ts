import { type LinkName, prefixContains } from '../../net/index.ts';
import { BLACKHOLE_METRIC, MAIN_TABLE, PROTOCOL } from '../../state/index.ts';
import { toAddress, toDestination, toLinkName, toMac } from '../observe/json/names.ts';
import type { Seen, WatchInterest } from './events.ts';

/** An object in the words of `ip`, and whether it was deleted. */
interface HappenedLine {
  readonly isGone: boolean;
  readonly text: string;
}

/**
 * A line of `ip -N -d -o monitor label`, which prints text even if asked for JSON (iproute2 6.1): its label, whether
 * the object was deleted, and the rest. What does not begin with a label goes on with the line before, and is left out.
 */
export interface MonitorLine extends HappenedLine {
  readonly label: string;
}

export function readMonitorLine(line: string): MonitorLine | undefined {
  const [, label, deleted, text] = /^\[(\w+)\](Deleted )?(.*)$/.exec(line) ?? [];
  return label === undefined || text === undefined
    ? undefined
    : { label, isGone: deleted !== undefined, text };
}

/** A line of `ip monitor neigh`, which has no label. */
export function readPlainLine(line: string): HappenedLine {
  const [, deleted, text = ''] = /^(Deleted )?(.*)$/.exec(line) ?? [];
  return { isGone: deleted !== undefined, text };
}

/** The value after a word: `dev` in `10.244.2.0 dev flannel.1 lladdr …`. */
function after(word: string, text: string): string | undefined {
  const at = ` ${text}`.indexOf(` ${word} `);
  if (at < 0) return undefined;
  const from = at + word.length + 1;
  const end = text.indexOf(' ', from);
  return text.slice(from, end < 0 ? undefined : end);
}

const isMarked = (text: string): boolean => after('proto', text) === `${PROTOCOL}`;

const happened = (isGone: boolean): 'gone' | 'set' => (isGone ? 'gone' : 'set');

/** The protocol of routes that the kernel makes with an address. */
const OF_KERNEL = '2';

/** Whether a route comes and goes with an address of a link of ours, which is told. */
const isOfAddress = (text: string, dev: string | undefined, { links }: WatchInterest): boolean => {
  const link = toLinkName(dev);
  return link !== undefined && links.has(link) && after('proto', text) === OF_KERNEL;
};

/** Whether a route has the place of a blackhole of ours. Its type, 6, comes first (rtnetlink.h). */
const isOurBlackhole = (text: string): boolean =>
  text.startsWith('6 ') && after('metric', text) === `${BLACKHOLE_METRIC}`;

/**
 * A default route that came by another link than the uplink, which may be the uplink from then on. One that went is
 * nothing yet, because DHCP clients take it away and give it back.
 */
function readDefaultRoute({ isGone, text }: MonitorLine, { uplink }: WatchInterest): Seen | undefined {
  const dev = after('dev', text);
  if (isGone || dev === undefined || dev === uplink) return undefined;
  return { kind: 'route', key: 'route default', what: 'set', dev };
}

/** A route of the main table that is ours, or in a pod network, or that says which link is the uplink. */
export function readRouteLine(line: MonitorLine, interest: WatchInterest): Seen | undefined {
  const { isGone, text } = line;
  if (after('table', text) !== MAIN_TABLE) return undefined;
  const [, destination = ''] = /^(?:\d+ )?(\S+)/.exec(text) ?? [];
  if (destination === 'default') return readDefaultRoute(line, interest);
  const dst = toDestination(destination, 4);
  if (dst === undefined) return undefined;
  const kind = isOurBlackhole(text) ? 'blackhole' : 'route';
  const key = `${kind} ${dst}`;
  const isOfInterest =
    isMarked(text) ||
    interest.networks.some((network) => prefixContains(network, dst)) ||
    interest.keeps?.(key);
  if (!isOfInterest) return undefined;
  const dev = after('dev', text);
  if (isOfAddress(text, dev, interest)) return undefined;
  return { kind, key, what: happened(isGone), ...(dev === undefined ? {} : { dev }) };
}

/** A nexthop object that is ours. */
export function readNexthopLine({ isGone, text }: MonitorLine, interest: WatchInterest): Seen | undefined {
  const key = `nexthop ${after('id', text)}`;
  if (!isMarked(text) && !interest.keeps?.(key)) return undefined;
  const dev = after('dev', text);
  return { kind: 'nexthop', key, what: happened(isGone), ...(dev === undefined ? {} : { dev }) };
}

/** The states of an entry of a vxlan link's FDB, which comes among the neighbors (vxlan_fdb_info, 6.18). */
const FDB_STATE = / NOARP PERMANENT\b/;

/**
 * A permanent neighbor or FDB entry on a link of ours. Others are the kernel's own: multicast entries, what it learned,
 * and their states.
 * @param dev the link that it is on: `ip` leaves it out where it prints the neighbors of one
 */
export function readNeighborLine(
  { isGone, text }: HappenedLine,
  dev: LinkName,
  interest: WatchInterest,
): Seen | undefined {
  const what = happened(isGone);
  if (FDB_STATE.test(text)) {
    const mac = toMac(after('lladdr', text));
    const key = `fdb ${dev} ${mac}`;
    return mac !== undefined && (interest.links.has(dev) || interest.keeps?.(key))
      ? { kind: 'fdb', key, what, dev }
      : undefined;
  }
  const dst = toAddress(/^\S+/.exec(text)?.[0]);
  const key = `neighbor ${dev} ${dst}`;
  // The kernel sets a neighbor FAILED before it deletes it, and tells of both (6.18).
  if (dst === undefined || (!isGone && / FAILED\b/.test(text))) return undefined;
  const isKept = interest.keeps?.(key) ?? false;
  const isPermanent = interest.links.has(dev) && / PERMANENT\b/.test(text);
  return isKept || isMarked(text) || isPermanent ? { kind: 'neighbor', key, what, dev } : undefined;
}
