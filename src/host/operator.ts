import type { Address, Family, LinkName, Mac } from '../net/index.ts';
import { hasIpv6 } from './observe/ipv6.ts';
import { readJson } from './observe/json.ts';
import { type Connection, findConnection } from './ssh-connection.ts';
import { runTool } from './tool.ts';

/** How packets leave this node for an address that the operator depends on. */
export interface OperatorPath {
  readonly kind: 'ssh' | 'gateway';
  /** Where the operator comes from, or the default gateway. */
  readonly address: Address;
  /** The address of this node that the operator has reached. */
  readonly local?: Address;
  readonly dev: LinkName;
  /** The next hop, where the address is not on the link itself. */
  readonly gateway?: Address;
  /** The MAC of the next hop, where the kernel knows it. */
  readonly mac?: Mac;
}

interface HopJson {
  readonly gateway?: string;
  /** A gateway of the other family. */
  readonly via?: { readonly host?: string };
  readonly dev?: string;
}

interface DefaultRouteJson extends HopJson {
  /** Of a route with more than one way. */
  readonly nexthops?: readonly HopJson[];
}

/** A default gateway and the link that it is on. */
export interface DefaultGateway {
  readonly address: Address;
  readonly dev: LinkName;
}

const defaultRoutes = async (family: Family): Promise<DefaultRouteJson[]> =>
  readJson<DefaultRouteJson>('ip', '-N', '-j', `-${family}`, 'route', 'show', 'default');

/** The default gateways of the main table, IPv4's first, in the order of `ip route`. */
export async function listDefaultGateways(): Promise<DefaultGateway[]> {
  const families: readonly Family[] = (await hasIpv6()) ? [4, 6] : [4];
  return (await Promise.all(families.map(defaultRoutes)))
    .flat()
    .flatMap((route) => route.nexthops ?? [route])
    .flatMap(({ via, gateway = via?.host, dev }) =>
      gateway === undefined || dev === undefined
        ? []
        : [{ address: gateway as Address, dev: dev as LinkName }],
    );
}

/** The paths that a change must not cut: to where the operator's SSH connection comes from, and to the default gateways. */
export async function operatorPaths(gateways: readonly DefaultGateway[]): Promise<readonly OperatorPath[]> {
  const connection = await findConnection();
  const ssh = connection === undefined ? undefined : await pathTo(connection);
  const paths: OperatorPath[] = gateways.map((gateway) => ({ kind: 'gateway', ...gateway }));
  return Promise.all((ssh === undefined ? paths : [ssh, ...paths]).map(withMac));
}

/** By which link and next hop the kernel would send; undefined if it would not. */
async function pathTo({ address, zone, local }: Connection): Promise<OperatorPath | undefined> {
  const by = zone === undefined ? [] : ['dev', zone];
  const { exitCode, stdout } = await runTool(['ip', '-N', '-j', 'route', 'get', address, ...by]);
  const { gateway, dev } = exitCode === 0 ? ((JSON.parse(stdout) as HopJson[])[0] ?? {}) : {};
  if (dev === undefined) return undefined;
  return {
    kind: 'ssh',
    address,
    ...(local === undefined ? {} : { local }),
    dev: dev as LinkName,
    ...(gateway === undefined ? {} : { gateway: gateway as Address }),
  };
}

async function withMac(path: OperatorPath): Promise<OperatorPath> {
  const { address, gateway = address, dev } = path;
  const [neighbor] = await readJson<{ readonly lladdr?: string }>(
    'ip',
    '-N',
    '-j',
    ...['neigh', 'show', 'to', gateway, 'dev', dev],
  );
  return neighbor?.lladdr === undefined ? path : { ...path, mac: neighbor.lladdr as Mac };
}
