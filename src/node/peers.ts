import { Failure, type Problem } from '../errors/index.ts';
import type { NodeRequest } from '../leases/index.ts';
import { parseAddress, parseMac, parseNodeName, parsePrefix } from '../net/index.ts';

const PEER = /^(?<name>[^=]+)=(?<publicIP>[^,]+),(?<subnet>[^,]+)(?:,(?<mac>[^,]+))?$/;
const FORM =
  'Write NAME=PUBLIC_IP,SUBNET or NAME=PUBLIC_IP,SUBNET,VTEP_MAC, such as n1=192.168.1.1,10.244.1.0/24.';

const problem = (text: string, what: string): Problem => ({
  severity: 'error',
  message: `--peer ${JSON.stringify(text)}: ${what}`,
  hint: FORM,
});

function readPeer(text: string): NodeRequest | Problem {
  const groups = PEER.exec(text)?.groups;
  if (groups === undefined) return problem(text, 'not of the form of a peer');
  const { name = '', publicIP = '', subnet = '', mac } = groups;
  const node = parseNodeName(name);
  const address = parseAddress(publicIP);
  const pin = parsePrefix(subnet);
  const vtepMac = mac === undefined ? undefined : parseMac(mac);
  if (node === undefined) return problem(text, `${JSON.stringify(name)} is not a node name`);
  if (address === undefined) return problem(text, `${JSON.stringify(publicIP)} is not an IP address`);
  if (pin === undefined || pin !== subnet) return problem(text, `${JSON.stringify(subnet)} is not a subnet`);
  if (mac !== undefined && vtepMac === undefined)
    return problem(text, `${JSON.stringify(mac)} is not a MAC address`);
  return { name: node, publicIP: address, pin, ...(vtepMac === undefined ? {} : { vtepMac }) };
}

/** Peers as they are given on the command line; a Failure lists every one that can't be read. */
export function readPeers(texts: readonly string[]): NodeRequest[] {
  const read = texts.map(readPeer);
  const names = read.map((one) => ('severity' in one ? undefined : one.name));
  const again = texts.filter((_, i) => names[i] !== undefined && names.indexOf(names[i]) !== i);
  const problems = [
    ...read.filter((one): one is Problem => 'severity' in one),
    ...again.map((text) => problem(text, 'a peer of this name is given before')),
  ];
  if (problems.length > 0) throw new Failure('invalidConfig', 'a peer could not be read', { problems });
  return read.filter((one): one is NodeRequest => !('severity' in one));
}

/** A peer as `--peer` takes it. The MAC is left out where it follows from the subnet. */
export const peerText = (
  node: { name: string; publicIP: string; subnet: string },
  explicitMac?: string,
): string =>
  `${node.name}=${node.publicIP},${node.subnet}${explicitMac === undefined ? '' : `,${explicitMac}`}`;
