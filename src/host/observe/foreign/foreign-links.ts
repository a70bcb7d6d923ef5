import { addressPart, familyOf, type LinkName } from '../../../net/index.ts';
import { type Dependent, keyOf, offersOf } from '../../../state/index.ts';
import { type Item, text } from '../json/fields.ts';
import { toInterfaceAddress, toLinkName } from '../json/names.ts';
import { type AddressJson, isChosen, isOurLink, type LinkJson } from '../links/links.ts';

/** Links that the kernel deletes with the link below them (6.18). Tunnels that only leave by a link outlive it. */
const STACKED = new Set(['vlan', 'macvlan', 'macvtap', 'ipvlan', 'ipvtap', 'vxlan', 'macsec', 'hsr']);

/** Whether the details of a link are no more than these, so that it is known how it is made. */
const isPlain = (data: Item, ...known: readonly string[]): boolean =>
  Object.keys(data).every((name) => known.includes(name));

/** What comes after the type of a link, by that; undefined where there is more to it. */
const DETAILS: Readonly<Record<string, (data: Item) => readonly string[] | undefined>> = {
  macvlan: (data) =>
    isPlain(data, 'mode', 'bcqueuelen', 'usedbcqueuelen') && data['mode'] !== 'source'
      ? ['mode', String(data['mode'])]
      : undefined,
  vlan: (data) =>
    isPlain(data, 'protocol', 'id', 'flags') && JSON.stringify(data['flags']) === '["REORDER_HDR"]'
      ? ['protocol', String(data['protocol']), 'id', String(data['id'])]
      : undefined,
};

interface Stacked {
  readonly json: LinkJson;
  readonly name: LinkName;
  readonly lower: LinkName;
  readonly kind: string;
  /** What comes after its type where it is made. */
  readonly details: readonly string[] | undefined;
}

function stackedOf(json: LinkJson): Stacked[] {
  const { ifname, link, linkinfo } = json;
  const kind = linkinfo?.info_kind ?? '';
  const data = linkinfo?.info_data ?? {};
  if (!STACKED.has(kind)) return [];
  const [name, lower] = [toLinkName(ifname), toLinkName(link ?? text(data, 'link'))];
  return name === undefined || lower === undefined
    ? []
    : [{ json, name, lower, kind, details: DETAILS[kind]?.(data) }];
}

function linkOf({ json, name, lower, kind, details }: Stacked): Dependent {
  return {
    foreign: {
      kind: 'link',
      name,
      lower,
      type: kind,
      ...(details === undefined ? {} : { details }),
      mtu: json.mtu ?? 0,
      mac: json.address ?? '',
      up: json.flags?.includes('UP') ?? false,
    },
    needs: [`link ${lower}`],
    offers: offersOf(name),
  };
}

/** The words of an address that `ip` prints as it takes them. */
function addressWords(json: AddressJson): string[] {
  const { local, address, prefixlen, broadcast, scope, nodad, noprefixroute } = json;
  return [
    ...(address === undefined ? [`${local}/${prefixlen}`] : [`${local}`, 'peer', `${address}/${prefixlen}`]),
    ...(broadcast === undefined ? [] : ['brd', broadcast]),
    ...['scope', `${scope}`],
    ...(nodad ? ['nodad'] : []),
    ...(noprefixroute ? ['noprefixroute'] : []),
  ];
}

function addressOf({ name }: Stacked, json: AddressJson): Dependent[] {
  const address = toInterfaceAddress(json.local, json.prefixlen);
  if (address === undefined) return [];
  return [
    {
      foreign: { kind: 'address', dev: name, address, words: addressWords(json) },
      object: keyOf({ kind: 'address', dev: name, address }),
      needs: [`link ${name}`, `ipv${familyOf(addressPart(address))} ${name}`],
      offers: [],
    },
  ];
}

/** Those below before those above. */
function fromBelow(stacked: readonly Stacked[]): Stacked[] {
  const on = (lower: LinkName): Stacked[] =>
    stacked.filter((link) => link.lower === lower).flatMap((link) => [link, ...on(link.name)]);
  const names = new Set(stacked.map(({ name }) => name));
  return [...new Set(stacked.map(({ lower }) => lower))].filter((lower) => !names.has(lower)).flatMap(on);
}

/** Foreign links on links, and their addresses, out of `ip -N -d -j address`. */
export function readStackedLinks(json: readonly LinkJson[]): Dependent[] {
  const stacked = fromBelow(json.filter((link) => !isOurLink(link)).flatMap(stackedOf));
  const addresses = stacked.flatMap((link) =>
    (link.json.addr_info ?? [])
      .filter((address) => isChosen(address) && !address.dynamic)
      .flatMap((address) => addressOf(link, address)),
  );
  return [...stacked.map(linkOf), ...addresses];
}

function portOf({ ifname, master }: LinkJson): Dependent[] {
  const [name, of] = [toLinkName(ifname), toLinkName(master)];
  return name === undefined || of === undefined
    ? []
    : [{ foreign: { kind: 'port', name, master: of }, needs: [`link ${name}`], offers: [] }];
}

/** That a link of ours is a port of somebody's bridge, bond or VRF. */
export const readMasters = (json: readonly LinkJson[]): Dependent[] => json.filter(isOurLink).flatMap(portOf);
