import type { Address, InterfaceAddress, LinkName } from '../../net/index.ts';
import { MAIN_TABLE } from '../base/route-tables.ts';

/** iproute2's words after the name of an object; each is one argument, never a line. */
type IpWords = readonly string[];

/** A link's membership in a bridge, a bond or a VRF. */
interface ForeignPort {
  readonly kind: 'port';
  readonly name: LinkName;
  readonly master: LinkName;
}

/** A link that is on another and deleted with it. */
interface ForeignLink {
  readonly kind: 'link';
  readonly name: LinkName;
  readonly lower: LinkName;
  readonly type: string;
  /** The words after the type; absent where it is not known how to create the link. */
  readonly details?: IpWords;
  readonly mtu: number;
  readonly mac: string;
  readonly up: boolean;
}

interface ForeignAddress {
  readonly kind: 'address';
  readonly dev: LinkName;
  readonly address: InterfaceAddress;
  /** The words after `ip address add`: peer, broadcast address, scope and flags. */
  readonly words: IpWords;
}

/** An address that a link answers for (proxy ARP and NDP entries). */
interface ForeignProxy {
  readonly kind: 'proxy';
  readonly dst: Address;
  readonly dev: LinkName;
  readonly protocol?: string;
}

/** A nexthop object, or a group of them. */
interface ForeignNexthop {
  readonly kind: 'nexthop';
  readonly words: IpWords;
}

interface ForeignRoute {
  readonly kind: 'route';
  readonly family: 4 | 6;
  readonly words: IpWords;
}

/**
 * An object that flannelctl did not create and that is deleted with one of ours: as data, to be shown and created
 * again.
 */
export type ForeignObject =
  | ForeignPort
  | ForeignLink
  | ForeignAddress
  | ForeignProxy
  | ForeignNexthop
  | ForeignRoute;

/** A route as `ip route` prints it without `-d`. */
const shownRoute = (words: IpWords): string =>
  words
    .join(' ')
    .replace(/^(0\.0\.0\.0|::)\/0/, 'default')
    .replace(` table ${MAIN_TABLE}`, '')
    .replace(/ proto 3(?= |$)/, '')
    .replace(/ scope 0(?= |$)/, '')
    .replace(' scope 253', ' scope link')
    .replace(' scope 254', ' scope host')
    .replace(' pref medium', '')
    .replace(/ expires \d+/, '');

const proxyWords = ({ dst, dev, protocol }: ForeignProxy): string[] => [
  ...['proxy', dst, 'dev', dev],
  ...(protocol === undefined ? [] : ['protocol', protocol]),
];

/** One line, as `ip` prints such an object. */
export function showForeign(object: ForeignObject): string {
  switch (object.kind) {
    case 'port':
      return `link ${object.name} master ${object.master}`;
    case 'link':
      return ['link', `${object.name}@${object.lower}`, 'type', object.type, ...(object.details ?? [])].join(
        ' ',
      );
    case 'address':
      return `address ${object.address} dev ${object.dev}`;
    case 'proxy':
      return ['neigh', ...proxyWords(object)].join(' ');
    case 'nexthop':
      return ['nexthop', ...object.words].join(' ');
    case 'route':
      return `route ${shownRoute(object.words)}`;
  }
}

function createLink({ name, lower, type, details, mtu, mac, up }: ForeignLink): IpWords | undefined {
  if (details === undefined) return undefined;
  const flags = up ? ['up'] : [];
  return [
    ...['link', 'add', 'link', lower, 'name', name, 'mtu', `${mtu}`, 'address', mac, ...flags],
    ...['type', type, ...details],
  ];
}

function createNexthop(words: IpWords): IpWords | undefined {
  // A group that has lost only some members still exists.
  if (words.includes('group')) return ['nexthop', 'replace', ...words];
  // Without a gateway, `ip` does not print the family of a nexthop.
  return words.includes('via') ? ['nexthop', 'add', ...words] : undefined;
}

function createRoute({ family, words }: ForeignRoute): IpWords {
  // A multipath route that has lost a nexthop still exists (IPv6), and `add` would be refused.
  return ['route', family === 6 && words.includes('nexthop') ? 'replace' : 'add', ...words];
}

/** The arguments of `ip` that create the object again; undefined where it is not known how. */
export function recreateForeign(object: ForeignObject): IpWords | undefined {
  switch (object.kind) {
    case 'port':
      return ['link', 'set', 'dev', object.name, 'master', object.master];
    case 'link':
      return createLink(object);
    case 'address':
      // `replace`, because `add` of an existing address is refused in words that differ by family.
      return ['address', 'replace', ...object.words, 'dev', object.dev];
    case 'proxy':
      return ['neigh', 'add', ...proxyWords(object)];
    case 'nexthop':
      return createNexthop(object.words);
    case 'route':
      return createRoute(object);
  }
}
