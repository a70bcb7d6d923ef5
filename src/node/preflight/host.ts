import { BRIDGE, beyondRouters, type FamilyInput, overlayLink } from '../../backends/index.ts';
import { listRoutes, processesHere, type RouteJson, readDestination, udpPorts } from '../../host/index.ts';
import type { PlanNode } from '../../leases/index.ts';
import { prefixContains, prefixesOverlap } from '../../net/index.ts';
import { PROTOCOL } from '../../state/index.ts';
import type { Prepared } from '../prepare.ts';
import { error, type Finding, type HostCheck, warning } from './check.ts';

async function checkUplink({
  spec: { uplink },
  network: { backend, families },
}: Prepared): Promise<Finding[]> {
  const mtu = backend.type === 'vxlan' ? backend.mtu : undefined;
  return [
    ...(uplink.up ? [] : [error(`${uplink.name} is down`, `ip link set ${uplink.name} up`)]),
    ...(mtu === undefined || mtu <= uplink.mtu
      ? []
      : [
          error(
            `the net-conf's MTU ${mtu} is more than ${uplink.name}'s ${uplink.mtu}`,
            `Take at most ${uplink.mtu}, leave MTU out, or: ip link set ${uplink.name} mtu ${mtu}`,
          ),
        ]),
    ...families
      .filter(({ own, local }) => own.publicIP !== local)
      .map(({ own, local }) =>
        warning(
          `the public IP ${own.publicIP} is not ${uplink.name}'s ${local}`,
          'That is right behind NAT; peers must reach this node at the public IP.',
        ),
      ),
  ];
}

/** With host-gw a peer behind a router gets no packets: the router knows nothing of pods. */
async function checkPeers({ network }: Prepared): Promise<Finding[]> {
  return beyondRouters(network).map(([name, publicIP]) =>
    error(
      `host-gw can't reach peer ${name}: ${publicIP} is not on ${network.uplink.name}'s own network`,
      'Take {"Type": "vxlan", "DirectRouting": true}, which goes by the overlay where there is a router between.',
    ),
  );
}

/** Routes that lead nowhere, by their number (rtnetlink(7)). */
const DEAD_ENDS: Readonly<Record<string, string>> = { 6: 'blackhole', 7: 'unreachable', 8: 'prohibit' };

/** Routes of others into the pod network lead pods' packets astray. One for exactly a peer's subnet is a conflict, named later. */
async function checkRoutes({ network: { families, peers, backend } }: Prepared): Promise<Finding[]> {
  const ours = new Set<string | undefined>([
    BRIDGE,
    ...families.map((family) => overlayLink(backend, family.name)),
  ]);
  const routes = (await listRoutes()).filter(
    ({ dst, dev, protocol }) =>
      dst !== undefined && dst !== 'default' && !ours.has(dev) && Number(protocol) !== PROTOCOL,
  );
  return families.flatMap((family) => overlaps(family, peers, routes));
}

function overlaps(
  { name, network, own }: FamilyInput,
  peers: readonly PlanNode[],
  routes: readonly RouteJson[],
): Finding[] {
  const peerSubnets = new Set(peers.map((peer) => peer[name]?.subnet));
  return routes.flatMap(({ type, dst = '', dev, metric }) => {
    const route = readDestination(dst);
    const shown = [DEAD_ENDS[type ?? ''], dst, dev && `dev ${dev}`].filter(Boolean).join(' ');
    // Routes inside this node's own subnet are its pods'.
    const fine =
      !prefixesOverlap(route, network.network) ||
      prefixContains(own.subnet, route) ||
      (peerSubnets.has(route) && metric === undefined);
    if (fine) return [];
    // Peers' routes are longer than one that covers the whole network, and win.
    const covers = prefixContains(route, network.network) && route !== network.network;
    const message = `the route ${shown} overlaps the pod network ${network.network}`;
    const hint = 'Take another Network in the net-conf, or delete the route.';
    return [covers ? warning(message, hint) : error(message, hint)];
  });
}

/** A second vxlan with the same VNI and port, or a socket on the port, is refused by the kernel (faults, section 0). */
async function checkVxlan({
  network: { backend, families },
  comparison: { observed },
}: Prepared): Promise<Finding[]> {
  if (backend.type !== 'vxlan') return [];
  const { vni, port } = backend;
  const own = new Set<string | undefined>(families.map(({ name }) => overlayLink(backend, name)));
  const vxlans = observed.flatMap((object) =>
    object.kind === 'link' && object.spec.type === 'vxlan' ? [{ name: object.name, ...object.spec }] : [],
  );
  const twin = vxlans.find((link) => !own.has(link.name) && link.vni === vni && link.port === port);
  if (twin !== undefined)
    return [
      error(
        `VNI ${vni} on port ${port} is taken by ${twin.name}`,
        `Take another VNI in the net-conf, or: ip link del ${twin.name}`,
      ),
    ];
  // Links of one mode share a port; the kernel refuses to bring up one of another.
  const other = vxlans.find(
    (link) => !own.has(link.name) && link.port === port && (link.external || link.gbp !== backend.gbp),
  );
  if (other !== undefined)
    return [
      error(
        `UDP port ${port} is taken by ${other.name}, a vxlan link with ${other.external ? 'external VNIs' : 'another gbp'}`,
        `Take another Port in the net-conf, or: ip link del ${other.name}`,
      ),
    ];
  const isVxlanPort = vxlans.some((link) => link.port === port);
  if (isVxlanPort || !(await udpPorts()).has(port)) return [];
  return [
    error(
      `UDP port ${port} is taken by a program`,
      `See which with: ss -lunp 'sport = ${port}'. Or take another Port in the net-conf.`,
    ),
  ];
}

async function checkFlanneld(): Promise<Finding[]> {
  const [pid] = await processesHere('flanneld');
  return pid === undefined
    ? []
    : [
        error(
          `flanneld is running (process ${pid})`,
          `It would fight over the same objects. Stop it first: kill ${pid}, or take its DaemonSet off this node.`,
        ),
      ];
}

async function checkRuleEngine({ network: { engine, kernel }, target }: Prepared): Promise<Finding[]> {
  const missing = target.scope.tools[engine]
    ? []
    : [
        error(
          `EnableNFTables asks for ${engine}, which is not installed`,
          `apt-get install ${engine === 'nft' ? 'nftables' : 'iptables'}`,
        ),
      ];
  const advice = 'modprobe br_netfilter; echo br_netfilter > /etc/modules-load.d/flannelctl.conf';
  if (kernel.bridgeNetfilter) return missing;
  const effect = "br_netfilter is not loaded: a pod can't reach a Service whose pod is on the same node";
  return [...missing, engine === 'iptables' ? error(effect, advice) : warning(effect, advice)];
}

/** Checks of this host against what is to be built on it; all run, and all that is wrong is told at once. */
export const HOST_CHECKS: readonly HostCheck[] = [
  { name: 'Uplink', exit: 'preflight', run: checkUplink },
  { name: 'Peers', exit: 'preflight', run: checkPeers },
  { name: 'Routes', exit: 'preflight', run: checkRoutes },
  { name: 'Vxlan', exit: 'preflight', run: checkVxlan },
  { name: 'Flanneld', exit: 'preflight', run: checkFlanneld },
  { name: 'RuleEngine', exit: 'preflight', run: checkRuleEngine },
];
