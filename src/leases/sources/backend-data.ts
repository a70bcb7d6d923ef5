import { isUnicastMac, type Mac, parseMac } from '../../net/index.ts';
import { fieldOf, quote, type SourceNode } from '../../text/index.ts';

/** What a vxlan lease publishes of one family's VTEP. Versions of flannel before the VNI was added have the MAC only. */
export interface VtepData {
  readonly vtepMac: Mac;
  readonly vni?: number;
}

/** Reads `{"VNI":1,"VtepMAC":"…"}` as Go does; gives what is wrong with it as a text, the end of a sentence about it. */
export function readVtepData(data: SourceNode): VtepData | string {
  if (data.kind !== 'object') return 'is not an object with VNI and VtepMAC';
  const mac = scalarIn(data, 'VtepMAC');
  const vni = scalarIn(data, 'VNI');
  if (mac === undefined) return 'has no VtepMAC';
  const vtepMac = typeof mac === 'string' ? parseMac(mac) : undefined;
  if (vtepMac === undefined) return `has the VtepMAC ${quote(mac)}, which is not a MAC address`;
  if (!isUnicastMac(vtepMac)) return `has the VtepMAC ${vtepMac}, which is not a unicast MAC address`;
  if (vni === undefined) return { vtepMac };
  if (typeof vni === 'number' && Number.isSafeInteger(vni)) return { vtepMac, vni };
  return `has the VNI ${quote(vni)}, which is not a whole number`;
}

/** A field's scalar; null, which Go takes for "not there", is undefined. */
function scalarIn(node: SourceNode, key: string): string | number | boolean | object | undefined {
  const value = fieldOf(node, key);
  if (value === undefined) return undefined;
  return value.kind === 'scalar' ? (value.value ?? undefined) : {};
}
