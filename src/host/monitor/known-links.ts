import { toLinkName } from '../observe/json/names.ts';
import type { Seen, WatchInterest } from './events.ts';
import type { MonitorLine } from './ip-lines.ts';

interface KnownLink {
  readonly name: string;
  /** As `ip -d link` names it: `vxlan`, `bridge`; of a physical link, other words. */
  readonly type: string;
  readonly settings: string;
}

/** Links as they were last seen, by index. */
export type KnownLinks = Map<string, KnownLink>;

interface LinkLine extends KnownLink {
  readonly index: string;
  readonly isUp: boolean;
}

/** Words that `ip link` prints and `ip monitor` does not, and what follows a type's own settings. */
const NOT_IN_BOTH = / (?:addrgenmode \S+|numtxqueues .*)/g;

/**
 * What counts as a change of a link. The MAC and the carrier of a bridge are its ports', which come and go with pods,
 * and it prints timers.
 */
function settingsOf(flags: readonly string[], rest: string): string {
  const [first = '', address = '', type = ''] = rest.split('\\');
  const alias = /\\ +alias (.*)$/.exec(rest)?.[1];
  const own = / (mtu \d+).* (group \d+)/.exec(first)?.slice(1) ?? [];
  const ofAny = [flags.includes('UP'), ...own, alias];
  if (type.trimStart().startsWith('bridge ')) return ofAny.join();
  const [, mac] = address.trimStart().split(' ');
  return [...ofAny, flags.includes('LOWER_UP'), mac, type.replace(NOT_IN_BOTH, '').trim()].join();
}

/** A link as `ip -N -d -o link` prints it. What a bridge says of its port has no group, and is left out. */
function readLink(text: string): LinkLine | undefined {
  const [, index, name, words, rest] = /^(\d+): (.+?)(?:@[^@:]*)?: <(.*?)>(.*)$/.exec(text) ?? [];
  if (index === undefined || name === undefined || words === undefined || rest === undefined)
    return undefined;
  if (!/ group \d/.test(rest)) return undefined;
  const flags = words.split(',');
  const type = /^[^\\]*\\[^\\]*\\ *(\w+)/.exec(rest)?.[1] ?? '';
  return { index, name, type, isUp: flags.includes('UP'), settings: settingsOf(flags, rest) };
}

/** Links out of the lines of `ip -N -d -o link`. */
export function readKnownLinks(lines: readonly string[]): KnownLinks {
  const links = lines.flatMap((line) => readLink(line) ?? []);
  return new Map(links.map(({ index, name, type, settings }) => [index, { name, type, settings }]));
}

/**
 * A line about an address with the name that its link has now: `ip monitor` goes on with the one that it saw first
 * (iproute2 6.1).
 */
export function withPresentName(line: MonitorLine, links: KnownLinks): MonitorLine {
  const [start = '', index = ''] = /^(\d+): \S+/.exec(line.text) ?? [];
  const name = links.get(index)?.name;
  return name === undefined ? line : { ...line, text: `${index}: ${name}${line.text.slice(start.length)}` };
}

const isWatched = (name: string, { links, uplink }: WatchInterest): boolean => {
  const link = toLinkName(name);
  return link !== undefined && (links.has(link) || link === uplink);
};

const seenLink = (name: string, what: Seen['what'], isUp: boolean): Seen => ({
  kind: 'link',
  key: `link ${name}`,
  what,
  dev: name,
  isUp,
});

/** What a line says of a link, and of the name that it had before; nothing where it is as it was. */
export function readLinkLine(
  { isGone, text }: MonitorLine,
  known: KnownLinks,
  interest: WatchInterest,
): Seen[] {
  const link = readLink(text);
  if (link === undefined) return [];
  const { index, name, type, isUp, settings } = link;
  const before = known.get(index);
  if (isGone) known.delete(index);
  else known.set(index, { name, type, settings });
  const seen: Seen[] = [];
  if (before !== undefined && before.name !== name) seen.push(seenLink(before.name, 'gone', false));
  if (isGone) seen.push(seenLink(name, 'gone', false));
  else if (before?.name !== name) seen.push(seenLink(name, 'came', isUp));
  else if (before.settings !== settings) seen.push(seenLink(name, 'changed', isUp));
  return seen.filter(({ dev = '' }) => isWatched(dev, interest));
}
