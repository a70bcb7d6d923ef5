import { Failure } from '../../../errors/index.ts';
import { LINK_GROUP } from '../../../state/index.ts';
import {
  flag,
  given,
  type Item,
  inner,
  isEmpty,
  items,
  number,
  required,
  text,
  Unreadable,
  wordList,
} from '../json/fields.ts';
import { toLinkName } from '../json/names.ts';
import type { AddressJson, BridgePort, LinkJson } from './links.ts';

const addressOf = (item: Item): AddressJson =>
  given<AddressJson>({
    family: text(item, 'family'),
    local: required(text, item, 'local'),
    address: text(item, 'address'),
    prefixlen: required(number, item, 'prefixlen'),
    broadcast: text(item, 'broadcast'),
    scope: text(item, 'scope'),
    dynamic: flag(item, 'dynamic'),
    temporary: flag(item, 'temporary'),
    secondary: flag(item, 'secondary'),
    deprecated: flag(item, 'deprecated'),
    dadfailed: flag(item, 'dadfailed'),
    nodad: flag(item, 'nodad'),
    noprefixroute: flag(item, 'noprefixroute'),
  });

const portOf = (item: Item): BridgePort =>
  given<BridgePort>({
    state: text(item, 'state'),
    hairpin: flag(item, 'hairpin'),
    isolated: flag(item, 'isolated'),
  });

/** What a type of link prints of itself is kept as it is: the reader of the type takes it apart. */
function infoOf(item: Item): NonNullable<LinkJson['linkinfo']> {
  const kind = text(item, 'info_kind');
  const data = inner(item, 'info_data');
  const isPort = text(item, 'info_slave_kind') === 'bridge';
  return {
    ...(kind === undefined ? {} : { info_kind: kind }),
    info_data: data,
    ...(isPort ? { port: portOf(inner(item, 'info_slave_data')) } : {}),
  };
}

const lostName = (item: Item): Failure =>
  new Failure(
    'conflict',
    `the link of index ${number(item, 'ifindex')} has flannelctl's mark (group ${LINK_GROUP}), and a name that can't be read: ${JSON.stringify(item['ifname'])}`,
    { hint: `Give it another: ip link set dev if${number(item, 'ifindex')} name NAME` },
  );

function linkOf(item: Item): LinkJson[] {
  const group = text(item, 'group');
  const ifname = toLinkName(required(text, item, 'ifname'));
  const mtu = required(number, item, 'mtu');
  if (!('flags' in item)) throw new Unreadable(`there are no flags of the link ${ifname}`);
  if (ifname === undefined && Number(group) === LINK_GROUP) throw lostName(item);
  if (ifname === undefined) return [];
  const addresses = items(item, 'addr_info').filter((address) => !isEmpty(address));
  return [
    given<LinkJson>({
      ifname,
      ifindex: number(item, 'ifindex'),
      flags: wordList(item, 'flags'),
      mtu,
      group,
      txqlen: number(item, 'txqlen'),
      address: text(item, 'address'),
      ifalias: text(item, 'ifalias'),
      altnames: 'altnames' in item ? wordList(item, 'altnames') : undefined,
      master: text(item, 'master'),
      qdisc: text(item, 'qdisc'),
      link: text(item, 'link'),
      link_index: number(item, 'link_index'),
      linkinfo: 'linkinfo' in item ? infoOf(inner(item, 'linkinfo')) : undefined,
      addr_info: addresses.map(addressOf),
    }),
  ];
}

/** The links that `ip -N -d -j address` lists. One of others with a name that can't be read is left out. */
export function linksOf(list: readonly Item[]): LinkJson[] {
  const links = list.filter((item) => !isEmpty(item)).flatMap(linkOf);
  if (links.length === 0) throw new Unreadable('there is no link in it, not even the loopback');
  return links;
}
