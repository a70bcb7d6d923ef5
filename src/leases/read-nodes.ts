import { entryOf, type NetConf, openingOf, type Reporter, type SourceNode, textOf } from '../config/index.ts';
import {
  type Address,
  FAMILY_NAMES,
  type FamilyName,
  type Mac,
  type NodeName,
  type Prefix,
} from '../net/index.ts';
import { NODE_KEYS } from './keys.ts';
import { readMac, readNodeName, readPublicIP, readSubnet, type Verdict } from './node-values.ts';

/** What an entry says of one family, as far as it could be read. */
export interface ReadFamily {
  readonly publicIP: Address | undefined;
  readonly subnet: Prefix | undefined;
  readonly vtepMac: Mac | undefined;
}

/** An entry of a node list or a plan, as far as it could be read; `item` is where it stands. */
export interface ReadNode {
  readonly item: SourceNode;
  readonly name: NodeName | undefined;
  readonly ipv4: ReadFamily;
  readonly ipv6: ReadFamily;
}

/** Keys that say nothing unless the backend is vxlan. */
const VXLAN_KEYS = ['vni', NODE_KEYS.ipv4.vtepMac, NODE_KEYS.ipv6.vtepMac];

/**
 * Reads one entry and reports what is wrong with its values. What has the wrong type is left to the schema; without a
 * net-conf (it is wrong itself) the values are checked as far as they can be.
 */
export function readNode(item: SourceNode, report: Reporter, netConf: NetConf | undefined): ReadNode {
  const read = <T>(key: string, judge: (text: string) => Verdict<T>): T | undefined => {
    const text = textOf(item, key);
    const place = entryOf(item, key)?.value;
    if (text === undefined || place === undefined) return undefined;
    const verdict = judge(text);
    if ('refused' in verdict) {
      report.error(place, verdict.refused, verdict.hint);
      return undefined;
    }
    if (verdict.odd !== undefined) report.warn(place, verdict.odd, verdict.hint);
    return verdict.value;
  };
  const readFamily = (family: FamilyName): ReadFamily => {
    const keys = NODE_KEYS[family];
    const network = netConf?.[family];
    return {
      publicIP: read(keys.publicIP, (text) => readPublicIP(text, family, network)),
      subnet: read(keys.subnet, (text) => readSubnet(text, family, network)),
      vtepMac: read(keys.vtepMac, (text) => readMac(text, keys.vtepMac)),
    };
  };
  if (netConf !== undefined) warnOfIdleKeys(item, report, netConf);
  const node = { item, name: read('name', readNodeName), ipv4: readFamily('ipv4'), ipv6: readFamily('ipv6') };
  if (netConf !== undefined) checkFamilies(node, report, netConf);
  return node;
}

/** Keys of a family that is off, or of another backend. */
function warnOfIdleKeys(item: SourceNode, report: Reporter, netConf: NetConf): void {
  const { backend } = netConf;
  const warn = (key: string, message: string, hint: string): void => {
    const place = entryOf(item, key)?.value;
    if (place !== undefined) report.warn(place, `${key} is ignored: ${message}`, hint);
  };
  if (backend.type !== 'vxlan')
    for (const key of VXLAN_KEYS) warn(key, `the backend is ${backend.type}`, 'Only vxlan has VTEPs.');
  for (const family of FAMILY_NAMES.filter((name) => netConf[name] === undefined)) {
    const enable = family === 'ipv4' ? 'EnableIPv4' : 'EnableIPv6';
    for (const key of Object.values(NODE_KEYS[family]))
      if (!VXLAN_KEYS.includes(key))
        warn(key, `${enable} is false`, `Set "${enable}": true in the net-conf, or leave it out.`);
  }
}

/** A node without any family of its network can't be reached; one that lacks one of two is reached by the other. */
function checkFamilies({ item, name }: ReadNode, report: Reporter, netConf: NetConf): void {
  const wanted = FAMILY_NAMES.filter((family) => netConf[family] !== undefined);
  const lacking = wanted.filter((family) => entryOf(item, NODE_KEYS[family].publicIP) === undefined);
  if (item.kind !== 'object' || lacking.length === 0) return;
  const keys = lacking.map((family) => NODE_KEYS[family].publicIP);
  const who = name ?? 'a node';
  if (lacking.length === wanted.length) {
    report.error(
      openingOf(item),
      `${who} has no ${keys.join(' and no ')}`,
      'Give the address that the other nodes reach it at.',
    );
    return;
  }
  const [family] = lacking;
  report.warn(
    openingOf(item),
    `${who} has no ${keys.join()}: it gets no ${family === 'ipv4' ? 'IPv4' : 'IPv6'} subnet`,
    `The net-conf has both families: give it ${keys.join()}.`,
  );
}
