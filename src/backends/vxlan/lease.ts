import { isUnicastMac, type Mac, parseMac } from '../../net/index.ts';
import { fieldOf, quote, type SourceNode } from '../../text/index.ts';
import type { LeaseRules, RecordData } from '../base/lease.ts';
import type { VxlanConfig } from './config.ts';
import { vtepMac } from './vtep-mac.ts';

/** The lease data of vxlan: the MAC of the node's VTEP. */
export interface VtepData {
  readonly vtepMac: Mac;
}

/** How the lease data of vxlan is read, written and derived (flannel-facts 2.1, 3.1). */
export const vxlanLeaseRules: LeaseRules<VtepData, VxlanConfig> = {
  called: 'VTEP MAC',
  keys: { ipv4: 'vtepMAC', ipv6: 'vtepMACv6' },
  onlyHere: 'Only vxlan has VTEPs.',
  shared: { key: 'vni', called: 'VNI', of: ({ vni }) => vni },
  parse: (text, key) => {
    const value = parseMac(text);
    if (value === undefined)
      return { refused: `${quote(text)} is not a MAC address`, hint: 'Write one such as 02:00:00:00:00:0a.' };
    if (isUnicastMac(value)) return { value: { vtepMac: value } };
    const hint = 'The first octet must be even, and not all octets zero.';
    return { refused: `${key} ${value} is not a unicast MAC address`, hint };
  },
  text: (data) => data.vtepMac,
  derive: (subnet, { vni }) => ({ vtepMac: vtepMac(subnet, vni) }),
  ofLinkMac: (mac) => ({ vtepMac: mac }),
  readRecord,
  toRecord: (data, { vni }) => ({ VNI: vni, VtepMAC: data.vtepMac }),
};

/** Reads `{"VNI":1,"VtepMAC":"…"}` as Go does. Early versions of flannel have no VNI. */
function readRecord(node: SourceNode): RecordData<VtepData> | string {
  if (node.kind !== 'object') return 'is not an object with VNI and VtepMAC';
  const mac = scalarIn(node, 'VtepMAC');
  const vni = scalarIn(node, 'VNI');
  if (mac === undefined) return 'has no VtepMAC';
  const read = typeof mac === 'string' ? parseMac(mac) : undefined;
  if (read === undefined) return `has the VtepMAC ${quote(mac)}, which is not a MAC address`;
  if (!isUnicastMac(read)) return `has the VtepMAC ${read}, which is not a unicast MAC address`;
  const data = { vtepMac: read };
  if (vni === undefined) return { data };
  if (typeof vni === 'number' && Number.isSafeInteger(vni)) return { data, shared: vni };
  return `has the VNI ${quote(vni)}, which is not a whole number`;
}

/** The scalar of a field; undefined for null, which Go takes for a missing field. */
function scalarIn(node: SourceNode, key: string): string | number | boolean | object | undefined {
  const value = fieldOf(node, key);
  if (value === undefined) return undefined;
  return value.kind === 'scalar' ? (value.value ?? undefined) : {};
}
