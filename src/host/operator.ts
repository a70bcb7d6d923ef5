import type { Address, Family, LinkName, Mac } from '../net/index.ts';
import { hasIpv6 } from './observe/ipv6.ts';
import { type Item, isEmpty, text } from './observe/json/fields.ts';
import { readList } from './observe/json/json.ts';
import { toMac } from './observe/json/names.ts';
import { type Connection, findConnection } from './ssh-connection.ts';
import { askReach, listDefaultRoutes } from './uplink/find.ts';

/** The path of packets from this node to an address that the operator's access depends on. */
export interface OperatorPath {
  readonly kind: 'ssh' | 'gateway';
  /** The operator's address, or the default gateway. */
  readonly address: Address;
  /** The address of this node that the operator is connected to. */
  readonly local?: Address;
  readonly dev: LinkName;
  /** The next hop; absent if the address is on the link itself. */
  readonly gateway?: Address;
  /** The MAC of the next hop, if the kernel has a neighbour entry. */
  readonly mac?: Mac;
}

/** A default gateway and the link that it is on. */
export interface DefaultGateway {
  readonly address: Address;
  readonly dev: LinkName;
}

/** The default gateways of the main table, IPv4's first, in the order of `ip route`. */
export async function listDefaultGateways(): Promise<DefaultGateway[]> {
  const families: readonly Family[] = (await hasIpv6()) ? [4, 6] : [4];
  return (await Promise.all(families.map(listDefaultRoutes)))
    .flat()
    .flatMap((route) => route.nexthops ?? [route])
    .flatMap(({ gateway, dev }) =>
      gateway === undefined || dev === undefined ? [] : [{ address: gateway, dev }],
    );
}

/**
 * The paths that a change must not break: to the client of the operator's SSH connection, and to the default gateways.
 */
export async function operatorPaths(gateways: readonly DefaultGateway[]): Promise<readonly OperatorPath[]> {
  const connection = await findConnection();
  const ssh = connection === undefined ? undefined : await pathTo(connection);
  const paths: OperatorPath[] = gateways.map((gateway) => ({ kind: 'gateway', ...gateway }));
  return Promise.all((ssh === undefined ? paths : [ssh, ...paths]).map(withMac));
}

/** The link and next hop of the kernel's route to an address; undefined if there is no route. */
async function pathTo({ address, zone, local }: Connection): Promise<OperatorPath | undefined> {
  const { gateway, dev } = (await askReach(address, ...(zone === undefined ? [] : ['dev', zone]))) ?? {};
  if (dev === undefined) return undefined;
  return {
    kind: 'ssh',
    address,
    ...(local === undefined ? {} : { local }),
    dev,
    ...(gateway === undefined ? {} : { gateway }),
  };
}

/** The MAC in the neighbour entry that `ip neighbour` printed. */
const macIn = (list: readonly Item[]): Mac | undefined =>
  list.filter((item) => !isEmpty(item)).flatMap((item) => toMac(text(item, 'lladdr')) ?? [])[0];

async function withMac(path: OperatorPath): Promise<OperatorPath> {
  const { address, gateway = address, dev } = path;
  const mac = await readList(['ip', '-N', '-j', 'neigh', 'show', 'to', gateway, 'dev', dev], macIn);
  return mac === undefined ? path : { ...path, mac };
}
