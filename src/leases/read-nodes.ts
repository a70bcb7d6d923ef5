import { entryOf, type NetConf, type Reporter, type SourceNode, textOf } from '../config/index.ts';
import type { Address, Mac, NodeName, Prefix } from '../net/index.ts';
import { planNetwork } from './network.ts';
import { readMac, readNodeName, readPublicIP, readSubnet, type Verdict } from './node-values.ts';

/** An entry of a node list or a plan, as far as it could be read; `item` is where it stands. */
export interface ReadNode {
  readonly item: SourceNode;
  readonly name: NodeName | undefined;
  readonly publicIP: Address | undefined;
  readonly subnet: Prefix | undefined;
  readonly vtepMac: Mac | undefined;
}

/** Keys that say nothing unless the backend is vxlan. */
const VXLAN_KEYS = ['vni', 'vtepMAC'];

/**
 * Reads one entry and reports what is wrong with its values. What is missing or has the wrong type is left to the
 * schema; without a net-conf (it is wrong itself) the values are checked as far as they can be.
 */
export function readNode(item: SourceNode, report: Reporter, netConf: NetConf | undefined): ReadNode {
  const network = netConf && planNetwork(netConf);
  const read = <T>(key: string, judge: (text: string) => Verdict<T>): T | undefined => {
    const text = textOf(item, key);
    const place = entryOf(item, key)?.value;
    if (text === undefined || place === undefined) return undefined;
    const verdict = judge(text);
    if ('value' in verdict) return verdict.value;
    report.error(place, verdict.refused, verdict.hint);
    return undefined;
  };
  if (netConf !== undefined && netConf.backend.type !== 'vxlan') warnOfVxlanKeys(item, report, netConf);
  return {
    item,
    name: read('name', readNodeName),
    publicIP: read('publicIP', (text) => readPublicIP(text, network)),
    subnet: read('subnet', (text) => readSubnet(text, network)),
    vtepMac: read('vtepMAC', readMac),
  };
}

function warnOfVxlanKeys(item: SourceNode, report: Reporter, { backend }: NetConf): void {
  for (const key of VXLAN_KEYS) {
    const place = entryOf(item, key)?.value;
    if (place !== undefined)
      report.warn(place, `${key} is ignored: the backend is ${backend.type}`, 'Only vxlan has VTEPs.');
  }
}
