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
 * @param seesCondition whether it tells of the condition NetworkUnavailable
 */
export function makeKnown(annotationPrefix: string | undefined, seesCondition: boolean): Known {
  const seen = (part: NodePart): NodePart => (seesCondition ? part : { ...part, isUnavailable: false });
  const textOf = ({ text, isUnavailable }: NodePart): string => (isUnavailable ? `${text}!` : text);
  let texts = new Map<string, string>();
  const gone = (name: string): StoreEvent | undefined =>
    texts.delete(name) ? { type: 'delete', key: name } : undefined;
  return {
    begin: async (parts) => {
      const next = new Map<string, string>();
      const leases: StoredLease[] = [];
      for (const part of parts.map(seen)) {
        const lease = await nodeRecord(part, annotationPrefix);
        if (lease === undefined) continue;
        next.set(part.name, textOf(part));
        leases.push(lease);
      }
      texts = next;
      return leases;
    },
    put: async (object) => {
      const found = nodePart(object, annotationPrefix);
      const part = found && seen(found);
      if (part === undefined || texts.get(part.name) === textOf(part)) return undefined;
      const lease = await nodeRecord(part, annotationPrefix);
      if (lease === undefined) return gone(part.name);
      texts.set(part.name, textOf(part));
      return { type: 'put', lease };
    },
    drop: (object) => {
      const part = nodePart(object, annotationPrefix);
      return part && gone(part.name);
    },
  };
}
