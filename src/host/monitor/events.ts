import type { LinkName, Prefix } from '../../net/index.ts';
import type { KindName } from '../../state/index.ts';

/** What of the host is watched. */
export interface WatchInterest {
  /** Put before every file's path. */
  readonly root: string;
  /** Our links and the bridge of the pods. */
  readonly links: ReadonlySet<LinkName>;
  /** The link to the other nodes, with its addresses. */
  readonly uplink?: LinkName;
  /** The pod networks: any route to or in one is given, whoever set it. */
  readonly networks: readonly Prefix[];
  /** The engine that has our rules. */
  readonly engine?: 'nft' | 'iptables';
  /** Settings by their path below /proc/sys, each with the value that it is to have. */
  readonly sysctls: ReadonlyMap<string, string>;
  /** Paths of files, without `root`. */
  readonly paths: readonly string[];
  /** Whether an object is kept on this host, by `keyOf`, though it bears no mark of ours. */
  readonly keeps?: (key: string) => boolean;
}

/** The transaction of nf_tables that an event is part of. */
interface RulesetTransaction {
  /** The name of the process that made it, as the kernel cuts it (15 bytes). */
  readonly by: string;
  /** Tables that it deleted, as nft names them: `ip nat`. */
  readonly deleted: readonly string[];
}

/** What happened to an object; `set`: it came or was changed, because the kernel only says how it is now. */
export type Happened = 'came' | 'changed' | 'set' | 'gone';

export interface ObjectEvent {
  readonly type: 'object';
  readonly kind: KindName;
  /** As `keyOf` gives it. */
  readonly key: string;
  readonly what: Happened;
  /** When it was heard of, in milliseconds since 1970. */
  readonly at: number;
  /** The link that it is on. */
  readonly dev?: string;
  /** Of a link: whether it is set up. */
  readonly isUp?: boolean;
  readonly transaction?: RulesetTransaction;
}

/** Events may be missing: all has to be compared. */
export interface OverrunEvent {
  readonly type: 'overrun';
  /** What lost them or was restarted. */
  readonly reason: string;
  readonly at: number;
}

/**
 * What the kernel does without a word is not among the events: IPv4 routes go with a link that is set down or deleted,
 * and with their nexthop (6.18).
 */
export type HostEvent = ObjectEvent | OverrunEvent;

/** What a reader of one monitor makes of a line, before it has a time. */
export type Seen = Omit<ObjectEvent, 'type' | 'at'>;

/** What happened to a thing, by its value before and now; undefined: there is none. */
export function happenedTo(before: string | undefined, now: string | undefined): Happened | undefined {
  if (before === now) return undefined;
  if (before === undefined) return 'came';
  return now === undefined ? 'gone' : 'changed';
}

/** What was seen, as events of a time. */
export const withTime = (seen: readonly Seen[], at: number): HostEvent[] =>
  seen.map((one) => ({ type: 'object', ...one, at }));
