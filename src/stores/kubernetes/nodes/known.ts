import type { StoredLease, StoreEvent } from '../../store.ts';
import { type NodePart, nodePart, nodeRecord } from './records.ts';

/**
 * What was last seen of each node that has a lease, so that a change of anything else, such as a kubelet's heartbeat,
 * is no event.
 */
export interface Known {
  /** Begins again with a listing. */
  readonly begin: (parts: readonly NodePart[]) => Promise<readonly StoredLease[]>;
  /** A node that was added or modified: an event if it changed its lease. */
  readonly put: (object: unknown) => Promise<StoreEvent | undefined>;
  /** A node that was deleted. */
  readonly drop: (object: unknown) => StoreEvent | undefined;
}

/**
 * Knows no node yet.
 * @param annotationPrefix the value of flanneld's `--kube-annotation-prefix`
 */
export function makeKnown(annotationPrefix: string | undefined): Known {
  let texts = new Map<string, string>();
  const gone = (name: string): StoreEvent | undefined =>
    texts.delete(name) ? { type: 'delete', key: name } : undefined;
  return {
    begin: async (parts) => {
      const next = new Map<string, string>();
      const leases: StoredLease[] = [];
      for (const part of parts) {
        const lease = await nodeRecord(part, annotationPrefix);
        if (lease === undefined) continue;
        next.set(part.name, part.text);
        leases.push(lease);
      }
      texts = next;
      return leases;
    },
    put: async (object) => {
      const part = nodePart(object, annotationPrefix);
      if (part === undefined || texts.get(part.name) === part.text) return undefined;
      const lease = await nodeRecord(part, annotationPrefix);
      if (lease === undefined) return gone(part.name);
      texts.set(part.name, part.text);
      return { type: 'put', lease };
    },
    drop: (object) => {
      const part = nodePart(object, annotationPrefix);
      return part && gone(part.name);
    },
  };
}
