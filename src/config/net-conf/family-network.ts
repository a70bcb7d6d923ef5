import type { FamilyNetwork } from '../../flannel/index.ts';
import {
  type Address,
  addressPart,
  addressToNumber,
  addToAddress,
  lastAddress,
  lengthOf,
  type Prefix,
  parsePrefix,
  prefixContainsAddress,
  prefixesOverlap,
  prefixOf,
  prefixSize,
} from '../../net/index.ts';
import type { Read, Reporter, TextRange } from '../../text/index.ts';
import type { FamilyRules } from './families.ts';

/** The values of a family's keys. Undefined: the key is absent. Without a value: the value is not readable. */
export interface FamilyShape {
  readonly network: Read<Prefix> | undefined;
  readonly subnetLen: Read<number> | undefined;
  readonly subnetMin: Read<Address> | undefined;
  readonly subnetMax: Read<Address> | undefined;
}

/**
 * Checks the network of a family that is on and derives its subnets, as flanneld does with its config in etcd
 * (flannel-facts 1.3). Also reports errors that flanneld misses (13.1). Reports every error and then returns undefined.
 * `whole` is the location to report if the network is missing.
 */
export function familyNetwork(
  rules: FamilyRules,
  shape: FamilyShape,
  whole: TextRange,
  report: Reporter,
): FamilyNetwork | undefined {
  const network = checkNetwork(rules, shape.network, whole, report);
  if (network === undefined) return undefined;
  const subnetLen = checkSubnetLen(rules, network, shape, report);
  const derived = subnetLen === undefined ? undefined : deriveBounds(network, subnetLen);
  const within = { network, subnetLen, networkKey: rules.keys.network };
  const subnetMin = checkBound(shape.subnetMin, derived?.min, within, report);
  const subnetMax = checkBound(shape.subnetMax, derived?.max, within, report);
  if (subnetLen === undefined || subnetMin === undefined || subnetMax === undefined) return undefined;
  if (addressToNumber(subnetMin) <= addressToNumber(subnetMax))
    return { network, subnetLen, subnetMin, subnetMax };
  const { subnetMin: minKey, subnetMax: maxKey } = rules.keys;
  report.error(
    (shape.subnetMin ?? shape.subnetMax)?.at ?? whole,
    `${minKey} ${subnetMin} is above ${maxKey} ${subnetMax}`,
    'Swap them, or leave out what can be derived. flanneld accepts this and then is "out of subnets".',
  );
  return undefined;
}

/**
 * Derives the first and last subnet. flanneld skips the network's first subnet and uses the last one (flannel-facts
 * 1.3, rules 5 and 6).
 */
function deriveBounds(network: Prefix, subnetLen: number): { readonly min: Address; readonly max: Address } {
  const first = prefixOf(addressPart(network), subnetLen);
  return {
    min: addToAddress(addressPart(network), prefixSize(first)),
    max: addressPart(prefixOf(lastAddress(network), subnetLen)),
  };
}

function checkNetwork(
  { keys, example, unusable, family }: FamilyRules,
  read: Read<Prefix> | undefined,
  whole: TextRange,
  report: Reporter,
): Prefix | undefined {
  if (read === undefined) {
    const off = family === 4 ? ', or turn IPv4 off with "EnableIPv4": false' : '';
    const said = `flanneld says: please define a correct ${keys.network} parameter in the flannel config.`;
    report.error(whole, `${keys.network} is missing`, `Add "${keys.network}": "${example}"${off}. ${said}`);
  }
  const { value: network, at = whole } = read ?? {};
  if (network === undefined) return undefined;
  if (network === '0.0.0.0/0' || network === '::/0') {
    report.error(
      at,
      `${keys.network} ${network} counts as not set`,
      `Give the pods a network such as ${example}.`,
    );
    return undefined;
  }
  const taken = Object.keys(unusable).find((text) => overlaps(text, network));
  if (taken === undefined) return network;
  const message = `${keys.network} ${network} holds ${unusable[taken]} addresses (${taken}), which pods can't have`;
  report.error(at, message, `Take a private network such as ${example}.`);
  return undefined;
}

const overlaps = (text: string, network: Prefix): boolean => {
  const prefix = parsePrefix(text);
  return prefix !== undefined && prefixesOverlap(prefix, network);
};

/** The length of a node's subnet, given or derived; four of them must fit into the network. */
function checkSubnetLen(
  { keys, usualLen, longestLen, longestNetwork }: FamilyRules,
  network: Prefix,
  shape: FamilyShape,
  report: Reporter,
): number | undefined {
  const shortest = lengthOf(network) + 2;
  const derived = Math.max(usualLen, shortest);
  const read = shape.subnetLen;
  if (read !== undefined && read.value === undefined) return undefined;
  const given = read?.value ?? 0;
  const isTooSmall = lengthOf(network) > longestNetwork;
  const place = isTooSmall || read === undefined ? shape.network : read;
  const fail = (message: string, hint: string): undefined => {
    if (place !== undefined) report.error(place.at, message, hint);
  };
  if (isTooSmall) {
    const message = `${keys.network} ${network} is too small: four subnets of four addresses take a /${longestNetwork}`;
    return fail(message, `Take a network of at least /${longestNetwork}.`);
  }
  if (given === 0) return derived;
  const advice = `Take ${shortest} to ${longestLen}, or leave ${keys.subnetLen} out for ${derived}.`;
  if (given < 0) return fail(`${keys.subnetLen} can't be negative`, advice);
  if (given > longestLen)
    return fail(
      `${keys.subnetLen} ${given} is too long: a node's subnet is at least a /${longestLen}`,
      `${advice} flanneld says: SubnetLen must be less than /${longestLen + 1}.`,
    );
  if (given >= shortest) return given;
  return fail(
    `${keys.subnetLen} ${given} is too short: ${network} must hold at least four subnets`,
    `${advice} flanneld says: network must be able to accommodate at least four subnets.`,
  );
}

interface Within {
  readonly network: Prefix;
  readonly networkKey: string;
  readonly subnetLen: number | undefined;
}

/**
 * Checks the given first or last subnet, which must lie in the network and on a subnet boundary. Without one, the
 * derived subnet.
 */
function checkBound(
  read: Read<Address> | undefined,
  derived: Address | undefined,
  { network, networkKey, subnetLen }: Within,
  report: Reporter,
): Address | undefined {
  if (read === undefined || read.value === '0.0.0.0' || read.value === '::') return derived;
  const { key, at, value } = read;
  if (value === undefined) return undefined;
  if (!prefixContainsAddress(network, value)) {
    const range = `${addressPart(network)} to ${lastAddress(network)}`;
    report.error(at, `${key} ${value} is not in the ${networkKey} ${network}`, `It takes one of ${range}.`);
    return undefined;
  }
  const boundary = subnetLen === undefined ? value : addressPart(prefixOf(value, subnetLen));
  if (boundary === value) return value;
  report.error(
    at,
    `${key} ${value} is not where a /${subnetLen} subnet starts`,
    `The subnet around it starts at ${boundary}.`,
  );
  return undefined;
}
