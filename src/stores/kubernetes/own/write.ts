import { nodeAnnotations } from '../../../leases/index.ts';
import type { OwnLease, StoredLease } from '../../store.ts';
import { isNoNode } from '../client/answer-failure.ts';
import type { Client } from '../client/client.ts';
import { nodePart, nodeRecord } from '../nodes/records.ts';
import { annotatedAddresses } from './annotated.ts';
import { type FetchedNode, getNode, nodePath, notGone } from './own-node.ts';
import { publishPatch, withdrawPatch } from './patches.ts';

/** Who writes, and how. */
export interface Writer {
  readonly client: Client;
  /** What flannel's annotations begin with, and the prefix that it was made of. */
  readonly base: string;
  readonly prefix: string | undefined;
  /** Whether the condition NetworkUnavailable is written. */
  readonly setsCondition: boolean;
}

/** Writes a node's lease, as far as it is not there. */
export async function writeLease(
  { client, base, prefix, setsCondition }: Writer,
  name: string,
  own: OwnLease,
  stop: AbortSignal,
): Promise<StoredLease> {
  const node = await getNode(client, name, stop);
  const overwrite = annotatedAddresses(name, node.annotations, base, 'publicIPOverwrite');
  const wanted = nodeAnnotations(own.node, own.netConf, { ...(prefix && { prefix }), overwrite });
  const body = publishPatch(node, wanted, setsCondition, now());
  const object = body === undefined ? node.object : await patchStatus(client, name, body, stop);
  const part = nodePart(object, prefix);
  const record = part && (await nodeRecord(part, prefix));
  return record ?? { key: name, problems: [] };
}

/** Takes a node's lease away; a node that is not there has none. */
export async function withdrawLease(
  { client, base }: Writer,
  name: string,
  stop: AbortSignal,
): Promise<void> {
  const node = await getNode(client, name, stop).catch((error: unknown): FetchedNode | undefined => {
    if (isNoNode(error)) return undefined;
    throw error;
  });
  const body = node && withdrawPatch(node, base);
  if (body !== undefined) await patchStatus(client, name, body, stop);
}

async function patchStatus(client: Client, name: string, body: object, stop: AbortSignal): Promise<unknown> {
  const deed = { verb: 'patch', resource: 'nodes/status', name } as const;
  const query = { fieldManager: 'flannelctl' };
  return client.ask({ path: `${nodePath(name)}/status`, query, body, deed }, stop).catch(notGone);
}

/** Kubernetes keeps times of conditions to the second. */
const now = (): string => `${new Date().toISOString().slice(0, 19)}Z`;
