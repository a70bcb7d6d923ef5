import { Failure } from '../../errors/index.ts';
import type { LinkJson } from '../../host/index.ts';
import { isSubnetName, type NodeRequest, ownEntry } from '../../leases/index.ts';
import { type Address, type NodeName, parseAddress, parseNodeName } from '../../net/index.ts';
import type { SavedNode } from '../saved/saved-node.ts';
import type { SetUpInput } from './set-up-input.ts';

/** This node's entry among the nodes. */
export interface OwnNode {
  readonly name: NodeName;
  /** The list's entry; its name there may be another. */
  readonly listed: NodeRequest | undefined;
}

/**
 * Finds this node: the one with the given or saved name, else with the host's name, else with an address of this
 * host. In lists without names (etcd's) it gets the given or saved name. A node that is named by its subnet, because
 * it was taken over without a list, gets a proper name with the next list, or by --node.
 */
export function findOwnNode(
  given: SetUpInput,
  record: SavedNode | undefined,
  nodes: readonly NodeRequest[],
  { hostname, links }: { readonly hostname: string; readonly links: readonly LinkJson[] },
): OwnNode {
  const told = given.node === undefined ? undefined : nameFrom(given.node);
  const kept = record === undefined || isSubnetName(record.name) ? undefined : record.name;
  if (told !== undefined && kept !== undefined && told !== kept) throw isAnother(kept, told);
  const name = told ?? kept;
  const marks = { hostname, publicIPs: ownAddresses(given, record, links), ...(name && { node: name }) };
  const { entry, problem } = ownEntry(nodes, marks);
  if (problem !== undefined)
    throw new Failure('invalidConfig', problem.message, { hint: problem.hint ?? '' });
  const listed = entry ?? nodes.find((node) => node.name === record?.name);
  return { name: name ?? listed?.name ?? nameFrom(hostname.toLowerCase()), listed };
}

/** A text as the name of a node; a Failure `invalidConfig` if it is none. */
export function nameFrom(text: string): NodeName {
  const name = parseNodeName(text);
  if (name !== undefined) return name;
  throw new Failure('invalidConfig', `${JSON.stringify(text)} is not a node name`, {
    hint: 'Give one with --node: lower-case letters, digits, dots and dashes, with a letter or digit at each end.',
  });
}

const isAnother = (kept: NodeName, told: NodeName): Failure =>
  new Failure('invalidConfig', `this node was set up as ${kept}, not as ${told}`, {
    hint: `Leave --node out, or take the node down first: flannelctl reset`,
  });

/** The addresses of its links, and its public IPs, which are on no link behind NAT. */
function ownAddresses(
  given: SetUpInput,
  record: SavedNode | undefined,
  links: readonly LinkJson[],
): Address[] {
  const local = links.flatMap(({ addr_info = [] }) => addr_info.map((info) => info.local));
  const told = [given, record?.options].flatMap((from) => [from?.publicIP, from?.publicIPv6]);
  return [...told, ...local].flatMap((text) => parseAddress(text ?? '') ?? []);
}
