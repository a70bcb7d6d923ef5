import fc from 'fast-check';
import type { FamilyNetwork, NetConf } from '../../src/config/index.ts';
import { Failure } from '../../src/errors/index.ts';
import { makePlan, type NodeRequest, type SubnetPlan } from '../../src/leases/index.ts';
import type { Address, Mac, NodeName, Prefix } from '../../src/net/index.ts';

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

/** A node list entry; its public IP is made of its number. */
export const request = (number: number, more: Partial<NodeRequest> = {}): NodeRequest => ({
  name: nodeName(`node-${number}`),
  publicIP: address(`192.168.${number >> 8}.${number & 255}`),
  ...more,
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
        ...(macText === undefined ? {} : { vtepMac: mac(macText) }),
      });
    });
  });

const hex = (octet: number): string => octet.toString(16).padStart(2, '0');

/** The net-conf of USUAL, as a person writes it. */
export const SOURCE = { Network: '10.244.0.0/16', Backend: { Type: 'vxlan' } };

/** Makes a plan of USUAL. */
export const plan = (nodes: readonly NodeRequest[], previous?: SubnetPlan): SubnetPlan =>
  makePlan(vxlan(USUAL), SOURCE, nodes, previous);

/** The subnets of a plan by node. */
export const subnets = ({ nodes }: SubnetPlan): Record<string, string> =>
  Object.fromEntries(nodes.map(({ name, subnet }) => [name, subnet]));

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
