import { lengthOf } from '../net/index.ts';
import { type Words, words } from '../words/index.ts';
import { type FamilyName, familiesOf, mapFamilies, valuesOf } from './families.ts';
import type { LabNode, Layout, Underlay } from './layout.ts';

/** Nobody else can have an address of a lab, and looking for them would keep it from use for a second. */
const withoutDad = (family: FamilyName): readonly string[] => (family === 'ipv6' ? words`nodad` : []);

/** What gives a link its addresses on an underlay. */
const addressLines = (dev: string, addresses: LabNode['addresses'], { prefixes }: Underlay): Words[] =>
  valuesOf(
    mapFamilies(
      prefixes,
      (prefix, family) =>
        words`address add ${`${addresses[family]}/${lengthOf(prefix)}`} dev ${dev} ${withoutDad(family)}`,
    ),
  );

/**
 * Commands of `ip`, to be run in the switch's namespace. Each veth pair is made there with its far end in the node's
 * namespace at once, so no link of it is ever seen in the machine's own. The ports of a bridge are named after the nodes.
 */
export const switchLines = ({ nodes, underlays }: Layout): Words[] => [
  words`link set lo up`,
  ...underlays.flatMap((underlay) => [
    words`link add ${underlay.bridge} type bridge`,
    ...addressLines(underlay.bridge, underlay.gateways, underlay),
    words`link set ${underlay.bridge} up`,
  ]),
  ...nodes.flatMap(({ name, namespace, underlay: { bridge } }) => [
    words`link add ${name} type veth peer name eth0 netns ${namespace}`,
    words`link set ${name} master ${bridge} up`,
  ]),
];

/** Switches that make the switch's namespace a router, which it is where there are several underlays. */
export const routingSwitches = ({ underlays }: Layout): string[] => {
  if (underlays.length < 2) return [];
  const files = { ipv4: 'ipv4/ip_forward', ipv6: 'ipv6/conf/all/forwarding' };
  return familiesOf(underlays[0]?.prefixes ?? {}).map((family) => `/proc/sys/net/${files[family]}`);
};

/** Commands of `ip`, to be run in a node's namespace: its underlay. */
export const nodeLines = ({ addresses, underlay }: LabNode): Words[] => [
  words`link set lo up`,
  // No packet on the underlay is larger than it could be on a wire; else a wrong MTU would never show.
  words`link set eth0 gso_max_segs 1`,
  ...addressLines('eth0', addresses, underlay),
  words`link set eth0 up`,
  ...valuesOf(underlay.gateways).map((gateway) => words`route add default via ${gateway}`),
];
