import type { Address, InterfaceAddress, LinkName } from '../net/index.ts';

/** Words of iproute2's own, as it takes them after the name of an object; each is one argument, never a line. */
type IpWords = readonly string[];

/** That a link is a port of a bridge, a bond or a VRF. */
interface ForeignPort {
  readonly kind: 'port';
  readonly name: LinkName;
  readonly master: LinkName;
}

/** A link that stands on another and goes with it. */
interface ForeignLink {
  readonly kind: 'link';
  readonly name: LinkName;
  readonly lower: LinkName;
  readonly type: string;
  /** What comes after the type; absent where it is not known how the link is made. */
  readonly details?: IpWords;
  readonly mtu: number;
  readonly mac: string;
  readonly up: boolean;
}

interface ForeignAddress {
  readonly kind: 'address';
  readonly dev: LinkName;
  readonly address: InterfaceAddress;
  /** How it is given: with its other end, broadcast address, scope and flags. */
  readonly words: IpWords;
}

/** An address that a link answers for. */
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

/** Something that flannelctl did not create and that can go with what it did: as data, from which it is shown and created again. */
export type ForeignObject =
  | ForeignPort
  | ForeignLink
  | ForeignAddress
  | ForeignProxy
  | ForeignNexthop
  | ForeignRoute;

/** The main table's number (RT_TABLE_MAIN). */
export const MAIN_TABLE = '254';

/** As `ip route` prints it where nobody asks for details. */
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
  // A group that has lost only some members is still there.
  if (words.includes('group')) return ['nexthop', 'replace', ...words];
  // Without a gateway it isn't printed of which family it is.
  return words.includes('via') ? ['nexthop', 'add', ...words] : undefined;
}

function createRoute({ family, words }: ForeignRoute): IpWords {
  // One by several links that has lost a leg is still there (IPv6), and `add` would be refused.
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
      // `replace`: `add` of one that is there is refused in words that differ by family.
      return ['address', 'replace', ...object.words, 'dev', object.dev];
    case 'proxy':
      return ['neigh', 'add', ...proxyWords(object)];
    case 'nexthop':
      return createNexthop(object.words);
    case 'route':
      return createRoute(object);
  }
}
