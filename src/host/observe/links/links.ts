import type { LinkName } from '../../../net/index.ts';
import { bearsMark, type Link, type LinkAddress } from '../../../state/index.ts';
import type { Item } from '../json/fields.ts';
import { NO_MAC, toInterfaceAddress, toLinkName, toMac } from '../json/names.ts';
import { linkReaderOf } from './link-types.ts';

/** The parts of `ip -N -d -j address` that are read, as linksOf takes them (numbers come as text because of -N). */
export interface LinkJson {
  readonly ifname?: string;
  readonly ifindex?: number;
  readonly flags?: readonly string[];
  readonly mtu?: number;
  readonly group?: string;
  /** Not printed when it is 0. */
  readonly txqlen?: number;
  readonly address?: string;
  readonly ifalias?: string;
  readonly altnames?: readonly string[];
  /** The bridge it is a port of. */
  readonly master?: string;
  /** The queueing discipline at its root. */
  readonly qdisc?: string;
  /** The link below it, or the other end of a veth; a vxlan's is among its data. */
  readonly link?: string;
  /** The number of the other end of a veth, in the namespace that that is in; `link` is its name where it is in the same. */
  readonly link_index?: number;
  /** What only its type has, as it is printed. */
  readonly linkinfo?: {
    readonly info_kind?: string;
    readonly info_data?: Item;
    readonly port?: BridgePort;
  };
  readonly addr_info?: readonly AddressJson[];
}

/** What a bridge does with one of its ports (info_slave_data). */
export interface BridgePort {
  /** `forwarding`, or a state in which the bridge drops what the port receives. */
  readonly state?: string;
  readonly hairpin?: boolean;
  /** Whether it reaches no other port that is isolated. */
  readonly isolated?: boolean;
}

export interface AddressJson {
  readonly family?: string;
  readonly local?: string;
  /** The other end, where it is not of the same network; the length is its then. */
  readonly address?: string;
  readonly prefixlen?: number;
  readonly broadcast?: string;
  /** RT_SCOPE as a number: 0 is global, 253 link. */
  readonly scope?: string;
  readonly dynamic?: boolean;
  readonly temporary?: boolean;
  readonly secondary?: boolean;
  readonly deprecated?: boolean;
  /** Another host has it (IPv6 duplicate address detection). */
  readonly dadfailed?: boolean;
  readonly nodad?: boolean;
  readonly noprefixroute?: boolean;
}

function readLink(name: LinkName, json: LinkJson): Link {
  const kind = json.linkinfo?.info_kind ?? 'device';
  const { read, hasQueue } = linkReaderOf(kind);
  return {
    kind: 'link',
    name,
    spec: read(kind, json.linkinfo?.info_data ?? {}),
    // Tunnels have an address of another kind there.
    mac: toMac(json.address) ?? NO_MAC,
    mtu: json.mtu ?? 0,
    ...(hasQueue ? { txqlen: json.txqlen ?? 0 } : {}),
    group: Number(json.group ?? 0),
    alias: json.ifalias ?? '',
    up: json.flags?.includes('UP') ?? false,
  };
}

/** Whether a link bears a mark of ours. */
export const isOurLink = ({ group }: LinkJson): boolean => bearsMark({ group: Number(group ?? 0) });

/** IPv6 link-local addresses come with the link by themselves and are nobody's choice (flannel-facts 2.0). */
export const isChosen = ({ family, scope }: AddressJson): boolean => !(family === 'inet6' && scope === '253');

function readAddress(dev: LinkName, { local, prefixlen }: AddressJson): LinkAddress[] {
  const address = toInterfaceAddress(local, prefixlen);
  return address === undefined ? [] : [{ kind: 'address', dev, address }];
}

/** Links and the addresses on them. */
export const readLinks = (json: readonly LinkJson[]): (Link | LinkAddress)[] =>
  json.flatMap((link) => {
    const name = toLinkName(link.ifname);
    if (name === undefined) return [];
    const addresses = (link.addr_info ?? [])
      .filter(isChosen)
      .flatMap((address) => readAddress(name, address));
    return [readLink(name, link), ...addresses];
  });
