import { ANNOTATIONS } from '../../../flannel/index.ts';
import { NETWORK_UNAVAILABLE } from '../nodes/records.ts';
import type { FetchedNode } from './own-node.ts';

/** What flanneld writes as the reason of its condition; it tells the condition from a cloud's (flannel-facts 4.6). */
const REASON = 'FlannelIsUp';

/**
 * The strategic merge patch that gives a node these annotations and the condition that it has a network; undefined if
 * it has both. Only what differs is in it.
 * @param setsCondition whether the condition is looked after
 * @param now the time, ISO 8601 with seconds
 */
export function publishPatch(
  { annotations, condition }: FetchedNode,
  wanted: Readonly<Record<string, string>>,
  setsCondition: boolean,
  now: string,
): object | undefined {
  const differing = Object.entries(wanted).filter(([key, value]) => annotations[key] !== value);
  const lacksCondition = setsCondition && condition?.status !== 'False';
  if (differing.length === 0 && !lacksCondition) return undefined;
  return {
    ...(differing.length > 0 && { metadata: { annotations: Object.fromEntries(differing) } }),
    ...(lacksCondition && { status: { conditions: [conditionAt(now)] } }),
  };
}

/** As flanneld writes it (flannel-facts 4.6). */
const conditionAt = (now: string) => ({
  type: NETWORK_UNAVAILABLE,
  status: 'False',
  reason: REASON,
  message: 'Flannel is running on this node',
  lastTransitionTime: now,
  lastHeartbeatTime: now,
});

/**
 * The strategic merge patch that takes a node's lease away, and the condition that flannel wrote; undefined if it has
 * neither. The condition is removed rather than set to True: a node is as before flannel ran on it, and one whose next
 * network plugin does not look after the condition would stay tainted.
 */
export function withdrawPatch({ annotations, condition }: FetchedNode, base: string): object | undefined {
  const { ipv4, ipv6, managed, backendType } = ANNOTATIONS;
  const names = [managed, backendType, ipv4.publicIP, ipv4.backendData, ipv6.publicIP, ipv6.backendData];
  const present = names.map((name) => base + name).filter((key) => annotations[key] !== undefined);
  const isOurs = condition?.reason === REASON;
  if (present.length === 0 && !isOurs) return undefined;
  return {
    ...(present.length > 0 && {
      metadata: { annotations: Object.fromEntries(present.map((key) => [key, null])) },
    }),
    ...(isOurs && { status: { conditions: [{ $patch: 'delete', type: NETWORK_UNAVAILABLE }] } }),
  };
}
