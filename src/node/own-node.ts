import os from 'node:os';
import { Failure } from '../errors/index.ts';
import { listLinks } from '../host/index.ts';
import { ownEntry } from '../leases/index.ts';
import { type Address, type NodeName, parseAddress, parseNodeName } from '../net/index.ts';
import type { Given } from './given.ts';
import type { ListedNode } from './peer-list.ts';
import type { NodeRecord } from './record.ts';

/** This node among others. */
export interface OwnNode {
  readonly name: NodeName;
  /** What the list says of it; its name there may be another. */
  readonly listed: ListedNode | undefined;
}

/**
 * Which of the nodes this is: the one with the name given or remembered, else with the host's name, else with an address
 * of this host. Of lists without names (etcd's) it takes the name given or remembered.
 */
export async function findOwnNode(
  given: Given,
  record: NodeRecord | undefined,
  nodes: readonly ListedNode[],
): Promise<OwnNode> {
  const told = given.node === undefined ? record?.name : nameFrom(given.node);
  if (record !== undefined && record.name !== told) throw isAnother(record, told);
  const hostname = os.hostname();
  const marks = { hostname, publicIPs: await ownAddresses(given), ...(told && { node: told }) };
  const { entry, problem } = ownEntry(nodes, marks);
  if (problem !== undefined)
    throw new Failure('invalidConfig', problem.message, { hint: problem.hint ?? '' });
  return { name: told ?? entry?.name ?? nameFrom(hostname.toLowerCase()), listed: entry };
}

function nameFrom(text: string): NodeName {
  const name = parseNodeName(text);
  if (name !== undefined) return name;
  throw new Failure('invalidConfig', `${JSON.stringify(text)} is not a node name`, {
    hint: 'Give one with --node: lower-case letters, digits, dots and dashes, with a letter or digit at each end.',
  });
}

const isAnother = (record: NodeRecord, name: NodeName | undefined): Failure =>
  new Failure('invalidConfig', `this node was set up as ${record.name}, not as ${name}`, {
    hint: `Leave --node out, or take the node down first: flannelctl reset`,
  });

async function ownAddresses({ publicIP, publicIPv6 }: Given): Promise<Address[]> {
  const local = (await listLinks()).flatMap(({ addr_info = [] }) => addr_info.map((info) => info.local));
  return [publicIP, publicIPv6, ...local].flatMap((text) => parseAddress(text ?? '') ?? []);
}
