import { LEASE_RULES, type LeaseRules, leaseRules } from '../../backends/index.ts';
import type { NetConf } from '../../config/index.ts';
import type { LeaseData } from '../../flannel/index.ts';
import { type Address, FAMILY_NAMES, type FamilyName, type NodeName, type Prefix } from '../../net/index.ts';
import type { Find } from '../findings.ts';
import { NODE_KEYS } from '../keys.ts';
import { readNodeName, readPublicIP, readSubnet, type ValueVerdict } from './node-values.ts';

/** Lease data, and the rules of its backend. */
interface ReadData {
  readonly rules: LeaseRules;
  readonly value: LeaseData;
}

/** The values of an entry in one family, as far as they could be read. */
export interface ReadFamily {
  readonly publicIP: Address | undefined;
  readonly subnet: Prefix | undefined;
  readonly data: ReadData | undefined;
}

/** An entry as written: its values by key. */
type WrittenNode = Readonly<Record<string, unknown>>;

/** An entry of a node list or a plan, as far as it could be read. */
export interface ReadNode {
  /** Its index in the list. */
  readonly index: number;
  readonly written: WrittenNode;
  readonly name: NodeName | undefined;
  readonly ipv4: ReadFamily;
  readonly ipv6: ReadFamily;
}

const isObject = (entry: unknown): entry is WrittenNode =>
  typeof entry === 'object' && entry !== null && !Array.isArray(entry);

/** The entries of a node list or a plan as values: of the list itself, or of `nodes` in it. */
export function entriesOf(document: unknown): readonly unknown[] {
  const list = isObject(document) ? document['nodes'] : document;
  return Array.isArray(list) ? list : [];
}

/** An entry, and the function that reports its findings. */
interface Entry {
  readonly index: number;
  readonly written: WrittenNode;
  readonly find: Find;
}

/**
 * Reads entries and reports the problems of their values. The schema reports values of a wrong type; without a valid
 * net-conf the values are checked as far as possible.
 */
export function nodeReader(
  netConf: NetConf | undefined,
  find: Find,
): (entry: unknown, index: number) => ReadNode {
  const idle = netConf === undefined ? [] : idleKeys(netConf);
  const own = netConf && leaseRules(netConf.backend.type);
  const familyOf = (entry: Entry, family: FamilyName): ReadFamily => {
    const keys = NODE_KEYS[family];
    const network = netConf?.[family];
    return {
      publicIP: readValue(entry, keys.publicIP, (text) => readPublicIP(text, family, network)),
      subnet: readValue(entry, keys.subnet, (text) => readSubnet(text, family, network)),
      data: readData(entry, family, own),
    };
  };
  return (given, index) => {
    const written = isObject(given) ? given : {};
    const entry = { index, written, find };
    warnOfIdleKeys(entry, idle);
    const name = readValue(entry, 'name', readNodeName);
    const node = { index, written, name, ipv4: familyOf(entry, 'ipv4'), ipv6: familyOf(entry, 'ipv6') };
    if (netConf !== undefined && isObject(given)) checkFamilies(node, find, netConf);
    return node;
  };
}

function readValue<T>(
  { index, written, find }: Entry,
  key: string,
  judge: (text: string) => ValueVerdict<T>,
): T | undefined {
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
}

/** The lease data of the net-conf's backend, else of the first backend that has some. */
function readData(entry: Entry, family: FamilyName, own: LeaseRules | undefined): ReadData | undefined {
  let data: ReadData | undefined;
  for (const rules of LEASE_RULES) {
    const key = rules.keys[family];
    const value = readValue(entry, key, (text) => rules.parse(text, key));
    if (value !== undefined && (data === undefined || rules === own)) data = { rules, value };
  }
  return data;
}

/** A key without an effect in a network, and the reason. */
interface IdleKey {
  readonly key: string;
  readonly why: string;
  readonly hint: string;
}

/** Keys of another backend, and of a family that is off. */
function idleKeys(netConf: NetConf): readonly IdleKey[] {
  const { type } = netConf.backend;
  const ofBackends = LEASE_RULES.filter((rules) => rules !== leaseRules(type)).flatMap((rules) => {
    const keys = [rules.shared?.key ?? [], ...FAMILY_NAMES.map((family) => rules.keys[family])].flat();
    return keys.map((key) => ({ key, why: `the backend is ${type}`, hint: rules.onlyHere }));
  });
  const ofFamilies = FAMILY_NAMES.filter((family) => netConf[family] === undefined).flatMap((family) => {
    const enable = family === 'ipv4' ? 'EnableIPv4' : 'EnableIPv6';
    const hint = `Set "${enable}": true in the net-conf, or leave it out.`;
    return Object.values(NODE_KEYS[family]).map((key) => ({ key, why: `${enable} is false`, hint }));
  });
  return [...ofBackends, ...ofFamilies];
}

function warnOfIdleKeys({ index, written, find }: Entry, idle: readonly IdleKey[]): void {
  for (const { key, why, hint } of idle)
    if (key in written) find({ severity: 'warning', index, key, message: `${key} is ignored: ${why}`, hint });
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
