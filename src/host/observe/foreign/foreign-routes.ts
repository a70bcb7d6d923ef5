import { type Dependent, keyOf, LOCAL_TABLE, MAIN_TABLE, type Need, PROTOCOL } from '../../../state/index.ts';
import { toAddress, toDestination, toLinkName } from '../json/names.ts';
import { isInOurPlace } from '../routes.ts';

/** The types of routes that lead to links, by their number less one (rtnetlink.h); `ip route add` knows only the names. */
const TYPES = ['unicast', 'local', 'broadcast', 'anycast', 'multicast'];

/** Protocols of routes that the kernel makes again by itself: by redirect, its own, by router advertisement; and ours. */
const NOT_FOREIGN = new Set(['1', '2', '9', `${PROTOCOL}`]);

/** Of routes to this host itself, which the kernel keeps while a link is down. */
const HOST_SCOPE = '254';

/** What the kernel says of a route and does not take as an answer. A link may bear such a name. */
const FLAGS =
  /(?<!dev) (?:dead|linkdown|pervasive|unresolved|(?:rt_)?offload(?:_failed)?|(?:rt_)?trap|notify)(?= |$)/g;

/** What a route by nexthop object shows of that object, and must not be given beside it. */
const OF_NEXTHOP = / (?:via (?:inet6 )?\S+|dev \S+|onlink|weight \d+|nexthop .*)(?= |$)/g;

/** A route on one line, in the words that `ip route add` takes; undefined for the rest of what is printed. */
function asInput(line: string, family: 4 | 6): string | undefined {
  const [, type = '', rest] =
    /^(\w+) (.*)$/.exec(
      line
        .replaceAll(/\\(?=\t)|[ \t]+/g, ' ')
        .replaceAll(/ +/g, ' ')
        .trim(),
    ) ?? [];
  const name = TYPES[Number(type) - 1] ?? TYPES.find((known) => known === type);
  if (rest === undefined || name === undefined) return undefined;
  const plain = rest
    .replace(/^default/, family === 4 ? '0.0.0.0/0' : '::/0')
    .replaceAll(FLAGS, '')
    .replace(/ expires (\d+)sec/, ' expires $1');
  const input = plain.includes(' nhid ') ? plain.replaceAll(OF_NEXTHOP, '') : plain;
  return name === 'unicast' ? input : `${name} ${input}`;
}

/**
 * What a route depends on (kernel 6.18): a multipath route stays if one of its links is down; if one is deleted, the
 * kernel deletes the route, or one of its next hops (IPv6). Only in the main table it is deleted with its IPv4
 * source.
 */
function needsOf(input: string, family: 4 | 6, word: (name: string) => string | undefined): Need[] {
  const names = [...input.matchAll(/ dev (\S+)/g)].flatMap(([, dev]) => toLinkName(dev) ?? []);
  const links = [...new Set(names)];
  const [only, ...more] = links;
  const source = family === 4 && word('table') === MAIN_TABLE ? toAddress(word('src')) : undefined;
  const nexthop = word('nhid');
  return [
    ...links.map((dev) => `link ${dev}` as const),
    ...(only === undefined || more.length > 0 || word('scope') === HOST_SCOPE ? [] : [`up ${only}` as const]),
    ...(family === 4 && more.length > 0 ? [] : links.map((dev) => `ipv${family} ${dev}` as const)),
    ...(source === undefined ? [] : [`address ${source}` as const]),
    ...(nexthop === undefined ? [] : [`nexthop ${Number(nexthop)}` as const]),
  ];
}

/** Which route of the main table it is. */
function objectOf(
  input: string,
  family: 4 | 6,
  word: (name: string) => string | undefined,
): Pick<Dependent, 'object'> {
  const metric = word('metric');
  const isMain = (word('table') ?? MAIN_TABLE) === MAIN_TABLE;
  if (!isMain || !isInOurPlace(metric === undefined ? {} : { metric: Number(metric) }, family)) return {};
  const dst = toDestination(input.split(' ')[0] ?? '', family);
  return dst === undefined ? {} : { object: keyOf({ kind: 'route', dst, protocol: 0 }) };
}

function readRoute(line: string, family: 4 | 6): Dependent[] {
  const input = asInput(line, family);
  if (input === undefined) return [];
  const word = (name: string): string | undefined => new RegExp(` ${name} (\\S+)`).exec(input)?.[1];
  if (word('table') === LOCAL_TABLE || NOT_FOREIGN.has(word('proto') ?? '')) return [];
  return [
    {
      foreign: { kind: 'route', family, words: input.split(' ') },
      ...objectOf(input, family, word),
      needs: needsOf(input, family, word),
      offers: [],
    },
  ];
}

/**
 * Foreign routes in all tables, out of `ip -o -N -d route show table all`. The text has all that a route has, in
 * words that are nearly those that make it; JSON would have to be put into words, and what it calls otherwise is lost.
 */
export const readForeignRoutes = (text: string, family: 4 | 6): Dependent[] =>
  text.split('\n').flatMap((line) => readRoute(line, family));
