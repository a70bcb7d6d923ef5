import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import type { PlanNode } from '../../../src/leases/index.ts';
import { FAMILY_NAMES } from '../../../src/net/index.ts';
import { type Host, makeHostWith } from '../host/netns.ts';
import { changesOf, expectExit, lines, netConf } from '../host/node.ts';
import type { Follower } from './follower.ts';

/** Net-confs of each backend and family that has peers. */
export const CONFS: Readonly<Record<string, string>> = {
  vxlan: netConf(),
  'both families': netConf({ EnableIPv6: true, IPv6Network: 'fd00:10:244::/56' }),
  'IPv6 alone': netConf({
    Network: undefined,
    EnableIPv4: false,
    EnableIPv6: true,
    IPv6Network: 'fd00:10:244::/56',
  }),
  'host-gw': netConf({ Backend: { Type: 'host-gw' } }),
  DirectRouting: netConf({ Backend: { Type: 'vxlan', DirectRouting: true } }),
};

/** A host with an uplink of both families, 192.168.77.1 and fd00:77::1, and a router to all others. */
export const makeDualHost = async (): Promise<Host> =>
  makeHostWith(async (sh) => {
    const made = [
      'link set lo up',
      'link add name eth0 type veth peer name eth0-far',
      'link set eth0 up',
      'link set eth0-far up',
      'address add 192.168.77.1/24 dev eth0',
      'address add fd00:77::1/64 dev eth0 nodad',
      'route add default via 192.168.77.254 dev eth0',
      'route add default via fd00:77::fe dev eth0',
    ];
    await sh('ip -batch -', `${made.join('\n')}\n`);
  });

/** What a peer may have that is not made of its number. */
interface Guise {
  /** Of the number of its subnet; else its own. */
  readonly at?: number;
  /** The last part of its public IPs; else its number. */
  readonly ip?: number;
  readonly mac?: string;
  /** Whether it is behind the router. */
  readonly isFar?: boolean;
}

/** A peer by its number, of the families of a net-conf. */
export function peer(
  conf: string,
  number: number,
  { at = number, ip = number, mac, isFar }: Guise = {},
): PlanNode {
  const { EnableIPv4 = true, EnableIPv6 = false, Backend } = JSON.parse(conf);
  const data = mac === undefined || Backend.Type !== 'vxlan' ? {} : { data: { vtepMac: mac } };
  const last = ip.toString(16);
  return {
    name: `p${number}`,
    ...(EnableIPv4 && {
      ipv4: { publicIP: `192.168.${isFar ? 78 : 77}.${ip}`, subnet: `10.244.${at}.0/24`, ...data },
    }),
    ...(EnableIPv6 && {
      ipv6: {
        publicIP: `fd00:${isFar ? 78 : 77}::${last}`,
        subnet: `fd00:10:244:${at.toString(16)}::/64`,
        ...data,
      },
    }),
  };
}

/** This node beside its peers. */
const OWN = 1;

const KEYS = {
  ipv4: ['publicIP', 'subnet', 'vtepMAC'],
  ipv6: ['publicIPv6', 'ipv6Subnet', 'vtepMACv6'],
} as const;

const entry = (node: PlanNode): object => ({
  name: node.name,
  ...Object.fromEntries(
    FAMILY_NAMES.flatMap((family) => {
      const own = node[family];
      const [publicIP, subnet, mac] = KEYS[family];
      const data: { vtepMac?: string } = own?.data ?? {};
      if (own === undefined) return [];
      const values: [string, string][] = [
        [publicIP, own.publicIP],
        [subnet, own.subnet],
      ];
      return data.vtepMac === undefined ? values : [...values, [mac, data.vtepMac]];
    }),
  ),
});

/** Writes a list of this node and peers; returns its file. */
export async function writeList(host: Host, conf: string, peers: readonly PlanNode[]): Promise<string> {
  const file = path.join(host.root, 'nodes.json');
  await writeFile(file, JSON.stringify([peer(conf, OWN), ...peers].map(entry)));
  return file;
}

/** Sets the host up as p1 with some peers. */
export async function setUpWith(host: Host, conf: string, peers: readonly PlanNode[]): Promise<void> {
  const file = await writeList(host, conf, peers);
  const given = ['--net-conf', conf, '--nodes', file, '--node', 'p1', '--iface', 'eth0'];
  expectExit(await host.flannelctl(['init', ...given, '--yes']), 0);
}

/** Brings peers by `put` and `removed` in one update, which has to be done without a comparison. */
export async function bring(
  follower: Follower,
  put: readonly PlanNode[],
  removed: readonly string[] = [],
): Promise<readonly string[]> {
  const update = { put, removed: removed as PlanNode['name'][] };
  const report = await follower.tell({ order: 'update', update });
  expect(report.error ?? report.why).toBeUndefined();
  return report.changes ?? [];
}

/** What a fresh join with a list of peers would change. */
export async function changesWith(host: Host, conf: string, peers: readonly PlanNode[]): Promise<string[]> {
  const file = await writeList(host, conf, peers);
  // Of host-gw a peer behind a router is left out, which a comparison refuses to do unasked; so it does beside foreign routes.
  const ignored = ['--ignore-preflight-errors', 'Peers,Routes'];
  return lines(await changesOf(host, 'diff', '--nodes', file, ...ignored));
}
