import { Failure } from '../../../errors/index.ts';
import { nodeSubnets } from '../../../leases/index.ts';
import type { FamilyName, Prefix } from '../../../net/index.ts';
import type { Client } from '../client/client.ts';
import { GoneAnswer } from '../client/refusals.ts';
import { conditionOf, nodePart } from '../nodes/records.ts';

/** What is looked at of this node. */
export interface FetchedNode {
  readonly object: unknown;
  readonly annotations: Readonly<Record<string, string>>;
  /** The condition NetworkUnavailable, if the node has it. */
  readonly condition?: { readonly status?: unknown; readonly reason?: unknown };
}

/** Reads a node by its name. @throws Failure `unavailable` if there is none */
export async function getNode(client: Client, name: string, stop: AbortSignal): Promise<FetchedNode> {
  const deed = { verb: 'get', resource: 'nodes', name } as const;
  return readOwn(await client.ask({ path: nodePath(name), deed }, stop).catch(notGone));
}

export const nodePath = (name: string): string => `/api/v1/nodes/${encodeURIComponent(name)}`;

/** A single object is never gone in the sense of a revision. */
export function notGone(error: unknown): never {
  if (!(error instanceof GoneAnswer)) throw error;
  throw new Failure('unavailable', `Kubernetes no longer has what was asked for: ${error.message}`, {
    hint: 'See whether it is a kube-apiserver that answers.',
  });
}

interface Written {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> | null } | null;
}

function readOwn(object: unknown): FetchedNode {
  const { metadata } = (object ?? {}) as Written;
  const condition = conditionOf(object);
  return { object, annotations: metadata?.annotations ?? {}, ...(condition && { condition }) };
}

const NONE =
  'kube-controller-manager gives them: it needs --allocate-node-cidrs=true and --cluster-cidr, as kubeadm sets them by --pod-network-cidr.';

/**
 * The subnets that Kubernetes has given this node.
 * @throws Failure `unavailable` if it has given none; `invalidConfig` if they are not one of each family at most
 */
export async function assignedSubnets(
  { object }: FetchedNode,
  nodeName: string,
): Promise<Readonly<Partial<Record<FamilyName, Prefix>>>> {
  const text = nodePart(object, undefined)?.text ?? '{}';
  const { subnets, problems } = await nodeSubnets(`nodes/${nodeName}`, text);
  if (subnets === undefined)
    throw new Failure('invalidConfig', `the podCIDRs of node ${nodeName} can't be used`, {
      problems,
      hint: 'A podCIDR never changes: delete the node, and let its kubelet register it again.',
    });
  if (subnets.ipv4 !== undefined || subnets.ipv6 !== undefined) return subnets;
  throw new Failure('unavailable', `node ${nodeName} has no podCIDR`, { hint: NONE });
}
