import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { LinkJson } from '../../../src/host/observe/links/links.ts';
import type { RouteJson } from '../../../src/host/observe/routes.ts';

const RECORDINGS = path.resolve(import.meta.dirname, '../../fixtures/recordings');

const textOf = async (recording: string, file: string): Promise<string> =>
  readFile(path.join(RECORDINGS, recording, file), 'utf8').catch(() => '');

const listOf = async <T>(recording: string, file: string): Promise<T[]> =>
  JSON.parse((await textOf(recording, file)) || '[]') as T[];

/** A recorded host as the plain commands that make it again, and its files. */
export interface Rebuilt {
  /** Lines for `ip -batch`. */
  readonly ip: readonly string[];
  /** Lines for `bridge -batch`. */
  readonly bridge: readonly string[];
  /** For `nft -f`: flannel's tables. */
  readonly nft: string;
  /** For iptables-restore and ip6tables-restore, with --noflush. */
  readonly iptables: string;
  readonly ip6tables: string;
  /** Below /proc/sys. */
  readonly settings: Readonly<Record<string, string>>;
  /** Below a root of its own. */
  readonly files: Readonly<Record<string, string>>;
}

/** The conf list that kube-flannel.yml ships. */
export const CONFLIST = `{
  "name": "cbr0",
  "cniVersion": "0.3.1",
  "plugins": [
    {
      "type": "flannel",
      "delegate": {
        "hairpinMode": true,
        "isDefaultGateway": true
      }
    },
    {
      "type": "portmap",
      "capabilities": {
        "portMappings": true
      }
    }
  ]
}
`;

/** The kernel's default for links that nobody gave one. */
const TXQLEN = 1000;

function linkLines({ ifname, address, mtu, txqlen, linkinfo, master, flags }: LinkJson): string[] {
  const kind = linkinfo?.info_kind;
  const data = linkinfo?.info_data ?? {};
  const common = `link add name ${ifname} address ${address} mtu ${mtu} txqueuelen ${txqlen ?? 0} type ${kind}`;
  const rest = [
    ...(master === undefined ? [] : [`link set ${ifname} master ${master}`]),
    ...(flags?.includes('UP') ? [`link set ${ifname} up`] : []),
  ];
  switch (kind) {
    case 'veth': {
      const far = `${ifname}-far`.slice(0, 15);
      return [`${common} peer name ${far} mtu ${mtu}`, `link set ${far} up`, ...rest];
    }
    case 'vxlan': {
      const local = data.local ?? data.local6;
      const learning = data.learning ? 'learning' : 'nolearning';
      const gbp = data.gbp ? ' gbp' : '';
      return [
        `${common} id ${data.id} dev ${data.link} local ${local} dstport ${data.port} ${learning}${gbp}`,
        ...rest,
      ];
    }
    case 'bridge':
      return [common.replace(` txqueuelen ${TXQLEN}`, ''), ...rest];
    default:
      return ifname === 'lo' ? rest : [];
  }
}

function addressLines({ ifname, addr_info = [] }: LinkJson): string[] {
  return addr_info
    .filter(({ scope }) => scope === '0')
    .map(({ local, prefixlen, family, broadcast }) => {
      const brd = broadcast === undefined ? '' : ` brd ${broadcast}`;
      return `address add ${local}/${prefixlen}${brd} dev ${ifname}${family === 'inet6' ? ' nodad' : ''}`;
    });
}

type TableRoute = RouteJson & {
  readonly table?: string;
  readonly scope?: string;
  readonly flags?: readonly string[];
};

/** A list of all tables has those of both families. */
const isOf = (family: 4 | 6, { dst = '', gateway = '' }: RouteJson): boolean =>
  (dst === 'default' ? gateway : dst).includes(':') === (family === 6);

/** Routes of the main table that the kernel does not make by itself. */
const routeLines = (routes: readonly TableRoute[], family: 4 | 6): string[] =>
  routes
    .filter((route) => isOf(family, route))
    .filter(({ table, protocol }) => (table ?? '254') === '254' && protocol !== '2')
    .map(({ dst, gateway, dev, protocol, flags, scope }) =>
      [
        `route add ${dst === 'default' ? (family === 4 ? '0.0.0.0/0' : '::/0') : dst}`,
        gateway === undefined ? `scope ${scope}` : `via ${gateway}`,
        `dev ${dev}`,
        flags?.includes('onlink') ? 'onlink' : '',
        `proto ${protocol}`,
      ]
        .filter(Boolean)
        .join(' '),
    );

interface NeighborJson {
  readonly dst: string;
  readonly dev: string;
  readonly lladdr: string;
  readonly state: readonly string[];
}

interface FdbJson {
  readonly mac: string;
  readonly ifname: string;
  readonly dst?: string;
  readonly state?: string;
}

/** The tables of flannel's names, out of what `nft list ruleset` printed. */
const flannelTables = (ruleset: string): string =>
  ruleset
    .split(/(?<=^\}\n)/m)
    .filter((table) => /^table ip6? flannel-ipv[46] /.test(table))
    .join('');

/** Without the built-in chains, which a restore would make though nobody used them. */
const withoutBuiltIn = (save: string): string =>
  save
    .split('\n')
    .filter((line) => !/^:[A-Z]+ [A-Z]+ /.test(line) && !line.startsWith('#'))
    .join('\n');

/** A recorded host as flanneld left it, as plain commands of iproute2, nft and iptables. */
export async function rebuild(recording: string): Promise<Rebuilt> {
  const [links, neighbors, fdb, routes4, routes6] = await Promise.all([
    listOf<LinkJson>(recording, 'addr.json'),
    listOf<NeighborJson>(recording, 'neigh.json'),
    listOf<FdbJson>(recording, 'fdb.json'),
    listOf<TableRoute>(recording, 'route4.json'),
    listOf<TableRoute>(recording, 'route6.json'),
  ]);
  // Bridges before their ports.
  const inOrder = [...links].sort((a, b) => Number(a.master !== undefined) - Number(b.master !== undefined));
  return {
    ip: [
      ...inOrder.flatMap(linkLines),
      ...links.flatMap(addressLines),
      ...neighbors
        .filter(({ state }) => state.includes('PERMANENT'))
        .map(({ dst, lladdr, dev }) => `neigh add ${dst} lladdr ${lladdr} dev ${dev} nud permanent`),
      ...routeLines(routes4, 4),
      ...routeLines(routes6, 6),
    ],
    bridge: fdb
      .filter(({ dst, state }) => dst !== undefined && state === 'permanent')
      .map(({ mac, ifname, dst }) => `fdb add ${mac} dev ${ifname} dst ${dst} self permanent`),
    nft: flannelTables(await textOf(recording, 'nft.txt')),
    iptables: withoutBuiltIn(await textOf(recording, 'iptables-save.txt')),
    ip6tables: withoutBuiltIn(await textOf(recording, 'ip6tables-save.txt')),
    settings: Object.fromEntries(
      links
        .filter(({ linkinfo }) => linkinfo?.info_kind === 'vxlan')
        .map(({ ifname }) => [`net/ipv6/conf/${ifname}/accept_ra`, '0']),
    ),
    files: {
      '/run/flannel/subnet.env': await textOf(recording, 'subnet.env'),
      '/etc/cni/net.d/10-flannel.conflist': CONFLIST,
    },
  };
}
