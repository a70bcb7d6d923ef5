import type { Address, InterfaceAddress, LinkName, Mac, Prefix } from '../../../src/net/index.ts';
import { planFromHost } from '../../../src/node/takeover/from-host/from-host.ts';
import type { FromHost } from '../../../src/node/takeover/from-host/types.ts';
import type { FdbEntry, HostObject, Link, LinkAddress, Neighbor, Route } from '../../../src/state/index.ts';
import { recorded, recordedText } from '../../support/recorded.ts';

interface LinkJson {
  readonly ifname: string;
  readonly address: string;
  readonly mtu: number;
  readonly linkinfo?: { readonly info_kind: string; readonly info_data?: VxlanJson };
  readonly addr_info: readonly {
    readonly local: string;
    readonly prefixlen: number;
    readonly scope: string;
  }[];
}

interface VxlanJson {
  readonly id: number;
  readonly local?: string;
  readonly local6?: string;
  readonly link: string;
  readonly port: number;
  readonly learning: boolean;
}

interface RouteJson {
  readonly dst: string;
  readonly gateway?: string;
  readonly dev: string;
  readonly table: string;
  readonly protocol: string;
}

function linkObjects({ ifname, address, mtu, linkinfo, addr_info }: LinkJson): (Link | LinkAddress)[] {
  const name = ifname as LinkName;
  const data = linkinfo?.info_kind === 'vxlan' ? linkinfo.info_data : undefined;
  const spec: Link['spec'] =
    data === undefined
      ? { type: 'other', kind: linkinfo?.info_kind ?? 'device' }
      : {
          type: 'vxlan',
          vni: data.id,
          local: (data.local ?? data.local6) as Address,
          dev: data.link as LinkName,
          port: data.port,
          learning: data.learning,
          gbp: false,
        };
  const link: Link = { kind: 'link', name, spec, mac: address as Mac, mtu, group: 0, alias: '', up: true };
  const chosen = addr_info.filter(({ scope }) => scope === '0');
  return [
    link,
    ...chosen.map(({ local, prefixlen }): LinkAddress => {
      return { kind: 'address', dev: name, address: `${local}/${prefixlen}` as InterfaceAddress };
    }),
  ];
}

const routeObject = ({ dst, gateway, dev, protocol }: RouteJson): Route => ({
  kind: 'route',
  dst: (dst === 'default' ? '0.0.0.0/0' : dst) as Prefix,
  ...(gateway === undefined ? {} : { via: gateway as Address }),
  dev: dev as LinkName,
  protocol: Number(protocol),
});

/** A recorded host as it is observed. */
export async function hostOf(folder: string): Promise<HostObject[]> {
  const read = async <T>(name: string): Promise<T> => recorded<T>(`${folder}/${name}.json`);
  const links = await read<readonly LinkJson[]>('addr');
  const routes = [
    await read<readonly RouteJson[]>('route4'),
    await read<readonly RouteJson[]>('route6'),
  ].flat();
  const neighbors = await read<readonly (Neighbor & { readonly state: readonly string[] })[]>('neigh');
  const fdb = await read<readonly (FdbEntry & { readonly ifname: LinkName })[]>('fdb');
  return [
    ...links.flatMap(linkObjects),
    ...neighbors
      .filter(({ state }) => state.includes('PERMANENT'))
      .map(({ dst, dev, lladdr }): Neighbor => ({ kind: 'neighbor', dst, dev, lladdr })),
    ...fdb
      .filter(({ dst }) => dst)
      .map(({ mac, ifname, dst }): FdbEntry => ({ kind: 'fdb', mac, dev: ifname, dst })),
    // Some of the recordings' lists of IPv4 routes have those of IPv6, too.
    ...new Map(
      routes
        .filter(({ table, dst }) => table === '254' && dst.includes('/'))
        .map((route) => [`${route.dst} ${route.dev}`, routeObject(route)]),
    ).values(),
  ];
}

export const subnetEnvOf = async (folder: string): Promise<string> => recordedText(`${folder}/subnet.env`);

/** The plan of a recorded host, after `change` was done to it. */
export async function planOf(
  folder: string,
  change: (observed: HostObject[]) => HostObject[] = (observed) => observed,
): Promise<FromHost> {
  return planFromHost(change(await hostOf(folder)), await subnetEnvOf(folder));
}
