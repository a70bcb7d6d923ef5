import fc from 'fast-check';
import type { VtepData } from '../../../src/backends/index.ts';
import type { NetConf } from '../../../src/config/index.ts';
import { Failure } from '../../../src/errors/index.ts';
import type { FamilyNetwork } from '../../../src/flannel/index.ts';
import {
  type FamilyRequest,
  makePlan,
  type NodeRequest,
  type SubnetPlan,
} from '../../../src/leases/index.ts';
import type { Address, Mac, NodeName, Prefix } from '../../../src/net/index.ts';

export const prefix = (text: string): Prefix => text as Prefix;
const address = (text: string): Address => text as Address;
const nodeName = (text: string): NodeName => text as NodeName;
export const mac = (text: string): Mac => text as Mac;

/** A network, its SubnetLen, SubnetMin and SubnetMax. */
export const network = (
  cidr: string,
  subnetLen: number,
  subnetMin: string,
  subnetMax: string,
): FamilyNetwork => ({
  network: prefix(cidr),
  subnetLen,
  subnetMin: address(subnetMin),
  subnetMax: address(subnetMax),
});

/** flannel's usual network: 255 subnets, 10.244.1.0/24 to 10.244.255.0/24. */
export const USUAL = network('10.244.0.0/16', 24, '10.244.1.0', '10.244.255.0');

/** Its IPv6 counterpart: 255 subnets, fd00:10:244:1::/64 to fd00:10:244:ff::/64. */
export const USUAL6 = network('fd00:10:244::/56', 64, 'fd00:10:244:1::', 'fd00:10:244:ff::');

/** A network of three subnets. */
export const TINY = network('10.99.0.0/28', 30, '10.99.0.4', '10.99.0.12');

const VXLAN = {
  type: 'vxlan',
  vni: 1,
  port: 8472,
  gbp: false,
  learning: false,
  directRouting: false,
} as const;

export const vxlan = (ipv4: FamilyNetwork, vni = 1): NetConf => ({ ipv4, backend: { ...VXLAN, vni } });

/** A net-conf of both families. */
export const dual = (ipv4 = USUAL, ipv6 = USUAL6): NetConf => ({ ...vxlan(ipv4), ipv6 });

/** A net-conf of IPv6 alone. */
export const vxlan6 = (ipv6: FamilyNetwork): NetConf => ({ ipv6, backend: VXLAN });

/** A node that asks for an IPv4 subnet; its public IP is made of its number. */
export const request = (number: number, ipv4: Partial<FamilyRequest> = {}): NodeRequest => ({
  name: nodeName(`node-${number}`),
  ipv4: { publicIP: address(`192.168.${number >> 8}.${number & 255}`), ...ipv4 },
});

/** What it asks for in IPv6 beside that. */
export const request6 = (number: number, ipv6: Partial<FamilyRequest> = {}): FamilyRequest => ({
  publicIP: address(`fd00:192:168::${hex6(number)}`),
  ...ipv6,
});

const pins = fc.option(fc.integer({ min: 1, max: 255 }), { nil: undefined, freq: 3 });
const macs = fc.option(fc.integer({ min: 0, max: 999 }), { nil: undefined, freq: 8 });

/** Node lists that fit USUAL: names, pins and MACs are each unique. */
export const requests: fc.Arbitrary<NodeRequest[]> = fc
  .uniqueArray(fc.record({ number: fc.integer({ min: 1, max: 5000 }), pin: pins, mac: macs }), {
    selector: ({ number }) => number,
    maxLength: 40,
  })
  .map((entries) => {
    const used = new Set<string>();
    const once = (text: string): string | undefined => (used.has(text) ? undefined : used.add(text) && text);
    return entries.map(({ number, pin, mac: low }) => {
      const pinned = pin === undefined ? undefined : once(`10.244.${pin}.0/24`);
      const macText = low === undefined ? undefined : once(`02:00:00:00:${hex(low >> 8)}:${hex(low & 255)}`);
      return request(number, {
        ...(pinned === undefined ? {} : { pin: prefix(pinned) }),
        ...(macText === undefined ? {} : { data: { vtepMac: mac(macText) } }),
      });
    });
  });

const hex6 = (number: number): string => number.toString(16);

/** Which families a node has, and the place of the IPv6 subnet it is pinned to. */
const sixes = fc.record({ families: fc.constantFrom('both', 'both', 'ipv4', 'ipv6'), pin: pins });

/** The same with IPv6 subnets of their own, for some without IPv4; pins of each family are unique. */
export const dualRequests: fc.Arbitrary<NodeRequest[]> = fc
  .tuple(requests, fc.array(sixes, { minLength: 40, maxLength: 40 }))
  .map(([nodes, all]) => {
    const used = new Set<number>();
    return nodes.map((node, i): NodeRequest => {
      const { families = 'both', pin } = all[i] ?? {};
      if (families === 'ipv4') return node;
      const isPinned = pin !== undefined && !used.has(pin);
      if (isPinned) used.add(pin);
      const pinned = isPinned ? { pin: prefix(`fd00:10:244:${hex6(pin)}::/64`) } : {};
      const ipv6 = request6(Number(node.name.slice('node-'.length)), pinned);
      return families === 'ipv6' ? { name: node.name, ipv6 } : { ...node, ipv6 };
    });
  });

const hex = (octet: number): string => octet.toString(16).padStart(2, '0');

/** The VTEP MAC of a node in one family. */
export const macOf = (own: Pick<FamilyRequest, 'data'> | undefined): Mac | undefined =>
  (own?.data as VtepData | undefined)?.vtepMac;

/** The net-conf of USUAL, as a person writes it. */
export const SOURCE = { Network: '10.244.0.0/16', Backend: { Type: 'vxlan' } };

/** Makes a plan of USUAL. */
export const plan = (nodes: readonly NodeRequest[], previous?: SubnetPlan): SubnetPlan =>
  makePlan(vxlan(USUAL), SOURCE, nodes, previous);

/** The IPv4 subnets of a plan by node. */
export const subnets = ({ nodes }: SubnetPlan): Record<string, string> =>
  Object.fromEntries(nodes.flatMap(({ name, ipv4 }) => (ipv4 === undefined ? [] : [[name, ipv4.subnet]])));

/** Both subnets of a plan's nodes, `-` for one that a node lacks. */
export const bothSubnets = ({ nodes }: SubnetPlan): Record<string, string> =>
  Object.fromEntries(
    nodes.map(({ name, ipv4, ipv6 }) => [name, `${ipv4?.subnet ?? '-'} ${ipv6?.subnet ?? '-'}`]),
  );

/** What makePlan refuses, as text. */
export function refusal(make: () => unknown): string {
  try {
    make();
  } catch (thrown) {
    if (thrown instanceof Failure)
      return [...thrown.problems.map(({ message }) => message), thrown.message].join('\n');
    throw thrown;
  }
  return 'nothing';
}
