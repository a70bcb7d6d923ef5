import { LEASE_RULES, type LeaseRules, leaseRules } from '../backends/index.ts';
import type { NetConf } from '../config/index.ts';
import type { LeaseData } from '../flannel/index.ts';
import { type Address, FAMILY_NAMES, type FamilyName, type NodeName, type Prefix } from '../net/index.ts';
import type { Find } from './findings.ts';
import { NODE_KEYS } from './keys.ts';
import { readNodeName, readPublicIP, readSubnet, type ValueVerdict } from './node-values.ts';

/** Lease data, and the rules that it was read by. */
interface ReadData {
  readonly rules: LeaseRules;
  readonly value: LeaseData;
}

/** What an entry says of one family, as far as it could be read. */
export interface ReadFamily {
  readonly publicIP: Address | undefined;
  readonly subnet: Prefix | undefined;
  readonly data: ReadData | undefined;
}

/** An entry as it was written: its values by key. */
type WrittenNode = Readonly<Record<string, unknown>>;

/** An entry of a node list or a plan, as far as it could be read. */
export interface ReadNode {
  /** Its place in the list, from 0. */
  readonly index: number;
  readonly written: WrittenNode;
  readonly name: NodeName | undefined;
  readonly ipv4: ReadFamily;
  readonly ipv6: ReadFamily;
}

const isObject = (entry: unknown): entry is WrittenNode =>
  typeof entry === 'object' && entry !== null && !Array.isArray(entry);

/** The entries of a node list or a plan as values: of the list itself, or of what is under `nodes`. */
export function entriesOf(document: unknown): readonly unknown[] {
  const list = isObject(document) ? document['nodes'] : document;
  return Array.isArray(list) ? list : [];
}

/**
 * Reads one entry and finds what is wrong with its values. What has the wrong type is left to the schema; without a
 * net-conf (it is wrong itself) the values are checked as far as they can be.
 */
export function readNode(entry: unknown, index: number, find: Find, netConf: NetConf | undefined): ReadNode {
  const written = isObject(entry) ? entry : {};
  const read = <T>(key: string, judge: (text: string) => ValueVerdict<T>): T | undefined => {
    const text = written[key];
    if (typeof text !== 'string') return undefined;
    const verdict = judge(text);
    const hint = verdict.hint === undefined ? {} : { hint: verdict.hint };
    if ('refused' in verdict) {
      find({ index, key, message: verdict.refused, ...hint });
      return undefined;
    }
    if (verdict.odd !== undefined) find({ severity: 'warning', index, key, message: verdict.odd, ...hint });
    return verdict.value;
  };
  const readData = (family: FamilyName): ReadData | undefined => {
    const found = LEASE_RULES.flatMap((rules): ReadData[] => {
      const key = rules.keys[family];
      const value = read(key, (text) => rules.parse(text, key));
      return value === undefined ? [] : [{ rules, value }];
    });
    const own = netConf && leaseRules(netConf.backend.type);
    return found.find(({ rules }) => rules === own) ?? found[0];
  };
  const readFamily = (family: FamilyName): ReadFamily => {
    const keys = NODE_KEYS[family];
    const network = netConf?.[family];
    return {
      publicIP: read(keys.publicIP, (text) => readPublicIP(text, family, network)),
      subnet: read(keys.subnet, (text) => readSubnet(text, family, network)),
      data: readData(family),
    };
  };
  if (netConf !== undefined) warnOfIdleKeys(written, index, find, netConf);
  const name = read('name', readNodeName);
  const node = { index, written, name, ipv4: readFamily('ipv4'), ipv6: readFamily('ipv6') };
  if (netConf !== undefined && isObject(entry)) checkFamilies(node, find, netConf);
  return node;
}

/** Keys of a family that is off, or of another backend. */
function warnOfIdleKeys(written: WrittenNode, index: number, find: Find, netConf: NetConf): void {
  const { backend } = netConf;
  const warn = (key: string, why: string, hint: string): void => {
    if (key in written) find({ severity: 'warning', index, key, message: `${key} is ignored: ${why}`, hint });
  };
  for (const rules of LEASE_RULES) {
    if (rules === leaseRules(backend.type)) continue;
    const keys = [rules.shared?.key ?? [], ...FAMILY_NAMES.map((family) => rules.keys[family])].flat();
    for (const key of keys) warn(key, `the backend is ${backend.type}`, rules.onlyHere);
  }
  for (const family of FAMILY_NAMES) {
    if (netConf[family] !== undefined) continue;
    const enable = family === 'ipv4' ? 'EnableIPv4' : 'EnableIPv6';
    for (const key of Object.values(NODE_KEYS[family]))
      warn(key, `${enable} is false`, `Set "${enable}": true in the net-conf, or leave it out.`);
  }
}

/** A node without any family of its network can't be reached; one that lacks one of two is reached by the other. */
function checkFamilies({ index, written, name }: ReadNode, find: Find, netConf: NetConf): void {
  const wanted = FAMILY_NAMES.filter((family) => netConf[family] !== undefined);
  const lacking = wanted.filter((family) => !(NODE_KEYS[family].publicIP in written));
  if (lacking.length === 0) return;
  const keys = lacking.map((family) => NODE_KEYS[family].publicIP);
  const who = name ?? 'a node';
  if (lacking.length === wanted.length) {
    find({
      index,
      message: `${who} has no ${keys.join(' and no ')}`,
      hint: 'Give the address that the other nodes reach it at.',
    });
    return;
  }
  const [family] = lacking;
  find({
    severity: 'warning',
    index,
    message: `${who} has no ${keys.join()}: it gets no ${family === 'ipv4' ? 'IPv4' : 'IPv6'} subnet`,
    hint: `The net-conf has both families: give it ${keys.join()}.`,
  });
}
