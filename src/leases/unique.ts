import { FAMILY_NAMES, type FamilyName, type Prefix } from '../net/index.ts';
import type { Find } from './findings.ts';
import { NODE_KEYS } from './keys.ts';
import type { ReadNode } from './read-nodes.ts';
import { compareRanges, type Range, rangeOf } from './subnets.ts';

/** Finds nodes that share what each must have for itself: name, public IP, subnet, MAC. */
export function checkUnique(nodes: readonly ReadNode[], find: Find): void {
  once(nodes, find, 'name', ({ name }) => name);
  for (const family of FAMILY_NAMES) {
    const { publicIP, vtepMac } = NODE_KEYS[family];
    once(nodes, find, publicIP, (node) => node[family].publicIP);
    once(nodes, find, vtepMac, (node) => node[family].vtepMac, isDerived(family));
    checkOverlaps(nodes, family, find);
  }
}

function once(
  nodes: readonly ReadNode[],
  find: Find,
  key: string,
  valueIn: (node: ReadNode) => string | undefined,
  isExcused: (node: ReadNode, holder: ReadNode) => boolean = () => false,
): void {
  const first = new Map<string, ReadNode>();
  for (const node of nodes) {
    const value = valueIn(node);
    if (value === undefined) continue;
    const holder = first.get(value);
    if (holder === undefined) first.set(value, node);
    else if (!isExcused(node, holder))
      find({ index: node.index, key, message: doubled(key, value, holder), hint: hintOf(key) });
  }
}

/** A MAC that isn't written is shared because the subnet is, and that is said of the subnet. */
const isDerived =
  (family: FamilyName) =>
  (node: ReadNode, holder: ReadNode): boolean =>
    !(NODE_KEYS[family].vtepMac in node.written) && node[family].subnet === holder[family].subnet;

const doubled = (key: string, value: string, holder: ReadNode): string =>
  key === 'name' ? `two nodes are named ${value}` : `${key} ${value} is also that of ${called(holder)}`;

function hintOf(key: string): string {
  if (key === 'name') return 'Each node has a name of its own.';
  if (key.startsWith('publicIP')) return 'Each node has an underlay address of its own.';
  return `Each node has a MAC of its own. Leave ${key} out, to have one derived from the subnet.`;
}

const called = ({ name }: ReadNode): string => name ?? 'another node';

interface Claim extends Range {
  readonly node: ReadNode;
  readonly subnet: Prefix;
}

/** Prefixes that overlap lie one in the other; so in order, the larger first, each is compared with the last that reaches far. */
function checkOverlaps(nodes: readonly ReadNode[], family: FamilyName, find: Find): void {
  const claims = nodes
    .flatMap((node): Claim[] => {
      const { subnet } = node[family];
      return subnet === undefined ? [] : [{ ...rangeOf(subnet), node, subnet }];
    })
    .sort(compareRanges);
  let outer: Claim | undefined;
  for (const claim of claims) {
    if (outer === undefined || claim.first > outer.last) {
      outer = claim;
      continue;
    }
    const relation = claim.subnet === outer.subnet ? 'is also that of' : `overlaps ${outer.subnet} of`;
    find({
      index: claim.node.index,
      key: NODE_KEYS[family].subnet,
      message: `subnet ${claim.subnet} ${relation} ${called(outer.node)}`,
      hint: 'Each node has a subnet of its own.',
    });
  }
}
