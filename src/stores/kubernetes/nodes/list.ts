import { Failure } from '../../../errors/index.ts';
import type { Client } from '../client/client.ts';
import { GoneAnswer } from '../client/refusals.ts';
import { type NodePart, nodePart } from './records.ts';

/** All nodes at one revision. */
export interface NodeListing {
  readonly parts: readonly NodePart[];
  readonly revision: string;
}

/**
 * A page of 250 nodes with kubelets is 3 MB. With kubectl's 500 the peak of memory for 5,000 nodes is 50 MB higher, at
 * the same CPU time.
 */
const PAGE = '250';
/** A listing that outlasts the server's memory of its revision (5 minutes) begins again, so often at most. */
const TRIES = 3;

/**
 * Lists all nodes page by page, and keeps of each only what its lease is read from.
 * @param place the server's name in messages
 */
export async function listNodes(
  client: Client,
  place: string,
  annotationPrefix: string | undefined,
  stop: AbortSignal,
): Promise<NodeListing> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await allPages(client, place, annotationPrefix, stop);
    } catch (error) {
      if (!(error instanceof GoneAnswer)) throw error;
      if (tries === TRIES)
        throw new Failure('unavailable', `Kubernetes at ${place} forgets a list of nodes while it is read`, {
          hint: 'It, or the way to it, is too slow: see how long kubectl get nodes takes.',
          cause: error,
        });
    }
  }
}

async function allPages(
  client: Client,
  place: string,
  annotationPrefix: string | undefined,
  stop: AbortSignal,
): Promise<NodeListing> {
  const parts: NodePart[] = [];
  for (let token = ''; ; ) {
    const query = { limit: PAGE, ...(token === '' ? {} : { continue: token }) };
    const deed = { verb: 'list', resource: 'nodes' } as const;
    const page = readPage(await client.ask({ path: '/api/v1/nodes', query, deed }, stop));
    if (page === undefined) throw noList(place);
    parts.push(...page.items.flatMap((item) => nodePart(item, annotationPrefix) ?? []));
    if (page.token === '') return { parts, revision: page.revision };
    token = page.token;
  }
}

/** Undefined if an answer is no NodeList. */
function readPage(answer: unknown) {
  const { kind, items, metadata } = (answer ?? {}) as {
    readonly kind?: unknown;
    readonly items?: unknown;
    readonly metadata?: { readonly resourceVersion?: unknown; readonly continue?: unknown } | null;
  };
  const revision = metadata?.resourceVersion;
  const token = metadata?.continue ?? '';
  if (kind !== 'NodeList' || typeof revision !== 'string' || typeof token !== 'string') return undefined;
  return { items: Array.isArray(items) ? (items as readonly unknown[]) : [], revision, token };
}

const noList = (place: string): Failure =>
  new Failure('unavailable', `Kubernetes at ${place} answered with something else than a list of nodes`, {
    hint: 'See whether it is a kube-apiserver, or a proxy with a page of its own.',
  });
