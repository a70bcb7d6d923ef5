import { LEASE_RULES, type LeaseRules } from '../../backends/index.ts';
import type { NetConf } from '../../config/index.ts';
import {
  comparePrefixes,
  FAMILY_NAMES,
  type FamilyName,
  type Prefix,
  prefixContains,
} from '../../net/index.ts';
import type { Find } from '../findings.ts';
import { NODE_KEYS } from '../keys.ts';
import { hasOwnData } from './explicit-data.ts';
import type { ReadNode } from './read-nodes.ts';

/**
 * Reports nodes that share a value that must be unique: name, public IP, subnet, lease data. A public IP that is shared
 * by nodes with lease data of their own is a warning, because flanneld takes both.
 */
export function checkUnique(nodes: readonly ReadNode[], find: Find, netConf: NetConf | undefined): void {
  once(nodes, find, { key: 'name', hint: 'Each node has a name of its own.' }, ({ name }) => name);
  for (const family of FAMILY_NAMES) {
    const publicIP = {
      key: NODE_KEYS[family].publicIP,
      hint: 'Each node has an underlay address of its own.',
      isTaken: (node: ReadNode, holder: ReadNode) =>
        hasWrittenData(node, family, netConf) && hasWrittenData(holder, family, netConf),
    };
    once(nodes, find, publicIP, (node) => node[family].publicIP);
    for (const rules of LEASE_RULES) checkData(nodes, family, rules, find);
    checkOverlaps(nodes, family, find);
  }
}

/** Whether an entry says lease data that does not follow from its subnet. */
function hasWrittenData({ written, ...families }: ReadNode, family: FamilyName, netConf?: NetConf): boolean {
  const { publicIP, subnet, data } = families[family];
  if (netConf === undefined || data === undefined || !(data.rules.keys[family] in written)) return false;
  if (publicIP === undefined || subnet === undefined) return false;
  return hasOwnData({ publicIP, pin: subnet, data: data.value }, netConf.backend);
}

/** Derived lease data is the same because the subnet is, which is reported of the subnet. */
function checkData(nodes: readonly ReadNode[], family: FamilyName, rules: LeaseRules, find: Find): void {
  const key = rules.keys[family];
  const textIn = (node: ReadNode): string | undefined => {
    const { data } = node[family];
    return data?.rules === rules ? rules.text(data.value) : undefined;
  };
  const isDerived = (node: ReadNode, holder: ReadNode): boolean =>
    !(key in node.written) && node[family].subnet === holder[family].subnet;
  const hint = `Each node has a ${rules.called} of its own. Leave ${key} out, to have one derived from the subnet.`;
  once(nodes, find, { key, hint }, textIn, isDerived);
}

interface UniqueKey {
  readonly key: string;
  readonly hint: string;
  /** Whether both nodes are taken nevertheless. */
  readonly isTaken?: (node: ReadNode, holder: ReadNode) => boolean;
}

function once(
  nodes: readonly ReadNode[],
  find: Find,
  { key, hint, isTaken }: UniqueKey,
  valueIn: (node: ReadNode) => string | undefined,
  isExcused: (node: ReadNode, holder: ReadNode) => boolean = () => false,
): void {
  if (areDistinct(nodes.map(valueIn))) return;
  const first = new Map<string, ReadNode>();
  for (const node of nodes) {
    const value = valueIn(node);
    if (value === undefined) continue;
    const holder = first.get(value);
    if (holder === undefined) first.set(value, node);
    else if (!isExcused(node, holder))
      find({
        severity: isTaken?.(node, holder) ? 'warning' : 'error',
        index: node.index,
        key,
        message: doubled(key, value, holder),
        hint,
      });
  }
}

/** Whether no text is given twice: of most plans that is all there is to know. */
function areDistinct(texts: readonly (string | undefined)[]): boolean {
  const given = texts.filter((text) => text !== undefined);
  return new Set(given).size === given.length;
}

const doubled = (key: string, value: string, holder: ReadNode): string =>
  key === 'name' ? `two nodes are named ${value}` : `${key} ${value} is also that of ${called(holder)}`;

interface Claim {
  readonly node: ReadNode;
  readonly subnet: Prefix;
}

const called = ({ name }: ReadNode): string => name ?? 'another node';

/** Whether all prefixes have one length: then two overlap only if they are the same. */
function haveOneLength([first, ...others]: readonly Prefix[]): boolean {
  const end = first?.slice(first.indexOf('/')) ?? '';
  return others.every((prefix) => prefix.endsWith(end));
}

/**
 * Of two overlapping prefixes one contains the other. So in order, with the larger first, each is compared with the
 * earlier prefix that reaches furthest.
 */
function checkOverlaps(nodes: readonly ReadNode[], family: FamilyName, find: Find): void {
  const subnets = nodes.flatMap((node) => node[family].subnet ?? []);
  if (haveOneLength(subnets) && areDistinct(subnets)) return;
  const claims = nodes
    .flatMap((node): Claim[] => {
      const { subnet } = node[family];
      return subnet === undefined ? [] : [{ node, subnet }];
    })
    .sort((a, b) => comparePrefixes(a.subnet, b.subnet));
  let outer: Claim | undefined;
  for (const claim of claims) {
    if (outer === undefined || !prefixContains(outer.subnet, claim.subnet)) {
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
