import { type Address, familyOf, type InterfaceAddress, type LinkName } from '../../net/index.ts';
import { type Dependent, keyOf, offersOf } from '../../state/index.ts';
import { type AddressJson, isChosen, isOurLink, type LinkJson } from './links.ts';

/** Links that the kernel deletes with the link below them (6.18). Tunnels that only leave by a link outlive it. */
const STACKED = new Set(['vlan', 'macvlan', 'macvtap', 'ipvlan', 'ipvtap', 'vxlan', 'macsec', 'hsr']);

type Data = Readonly<Record<string, unknown>>;

/** Whether the details of a link are no more than these, so that it is known how it is made. */
const isPlain = (data: Data, ...known: readonly string[]): boolean =>
  Object.keys(data).every((name) => known.includes(name));

/** What comes after the type of a link, by that; undefined where there is more to it. */
const DETAILS: Readonly<Record<string, (data: Data) => readonly string[] | undefined>> = {
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
  const lower = link ?? data.link;
  if (ifname === undefined || lower === undefined || !STACKED.has(kind)) return [];
  const details = DETAILS[kind]?.(data as Data);
  return [{ json, name: ifname as LinkName, lower: lower as LinkName, kind, details }];
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

function addressOf({ name }: Stacked, address: AddressJson): Dependent {
  const own = `${address.local}/${address.prefixlen}` as InterfaceAddress;
  return {
    foreign: { kind: 'address', dev: name, address: own, words: addressWords(address) },
    object: keyOf({ kind: 'address', dev: name, address: own }),
    needs: [`link ${name}`, `ipv${familyOf(address.local as Address)} ${name}`],
    offers: [],
  };
}

/** Those below before those above. */
function fromBelow(stacked: readonly Stacked[]): Stacked[] {
  const on = (lower: LinkName): Stacked[] =>
    stacked.filter((link) => link.lower === lower).flatMap((link) => [link, ...on(link.name)]);
  const names = new Set(stacked.map(({ name }) => name));
  return [...new Set(stacked.map(({ lower }) => lower))].filter((lower) => !names.has(lower)).flatMap(on);
}

/** Links of others on links, and their addresses, out of `ip -N -d -j address`. */
export function readStackedLinks(json: readonly LinkJson[]): Dependent[] {
  const stacked = fromBelow(json.filter((link) => !isOurLink(link)).flatMap(stackedOf));
  const addresses = stacked.flatMap((link) =>
    (link.json.addr_info ?? [])
      .filter((address) => isChosen(address) && !address.dynamic)
      .map((address) => addressOf(link, address)),
  );
  return [...stacked.map(linkOf), ...addresses];
}

/** That a link of ours is a port of somebody's bridge, bond or VRF. */
export const readMasters = (json: readonly LinkJson[]): Dependent[] =>
  json.filter(isOurLink).flatMap(({ ifname, master }) =>
    ifname === undefined || master === undefined
      ? []
      : [
          {
            foreign: { kind: 'port', name: ifname as LinkName, master: master as LinkName },
            needs: [`link ${ifname as LinkName}` as const],
            offers: [],
          },
        ],
  );
