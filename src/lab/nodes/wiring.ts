import { type FamilyName, lengthOf } from '../../net/index.ts';
import { type Words, words } from '../../words/index.ts';
import { familiesOf, mapFamilies, valuesOf } from '../base/families.ts';
import type { LabNode, Layout, Underlay } from '../base/layout.ts';

/**
 * Duplicate address detection is off, because no other host can have an address of a lab, and detection would delay
 * each address by a second.
 */
const withoutDad = (family: FamilyName): readonly string[] => (family === 'ipv6' ? words`nodad` : []);

/** `ip` commands that add a link's addresses on an underlay. */
const addressLines = (dev: string, addresses: LabNode['addresses'], { prefixes }: Underlay): Words[] =>
  valuesOf(
    mapFamilies(
      prefixes,
      (prefix, family) =>
        words`address add ${`${addresses[family]}/${lengthOf(prefix)}`} dev ${dev} ${withoutDad(family)}`,
    ),
  );

/**
 * `ip` commands for the switch's namespace. Each veth pair is created there with its other end directly in the node's
 * namespace, so that no link of it ever shows in the machine's own. The ports of a bridge are named after the nodes.
 */
export const switchLines = ({ nodes, underlays }: Layout): Words[] => [
  words`link set lo up`,
  ...underlays.flatMap((underlay, i) => [
    // A bridge without a MAC of its own has that of a port, which changes when nodes come and go.
    words`link add ${underlay.bridge} address ${`02:00:00:00:fe:0${i + 1}`} type bridge`,
    ...addressLines(underlay.bridge, underlay.gateways, underlay),
    words`link set ${underlay.bridge} up`,
  ]),
  ...nodes.flatMap(portLines),
];

/** `ip` commands for the switch's namespace that connect a node. */
export const portLines = ({ name, namespace, underlay: { bridge } }: LabNode): Words[] => [
  words`link add ${name} type veth peer name eth0 netns ${namespace}`,
  words`link set ${name} master ${bridge} up`,
];

/** The sysctls that make the switch's namespace a router, which it is if there are several underlays. */
export const forwardingSysctls = ({ underlays }: Layout): string[] => {
  if (underlays.length < 2) return [];
  const files = { ipv4: 'ipv4/ip_forward', ipv6: 'ipv6/conf/all/forwarding' };
  return familiesOf(underlays[0]?.prefixes ?? {}).map((family) => `/proc/sys/net/${files[family]}`);
};

/** `ip` commands for a node's namespace: its underlay address and default route. */
export const nodeLines = ({ addresses, underlay }: LabNode): Words[] => [
  words`link set lo up`,
  // Without segmentation offload no packet on the underlay is larger than on a wire. Otherwise a wrong MTU would never
  // show.
  words`link set eth0 gso_max_segs 1`,
  ...addressLines('eth0', addresses, underlay),
  words`link set eth0 up`,
  ...valuesOf(underlay.gateways).map((gateway) => words`route add default via ${gateway}`),
];
