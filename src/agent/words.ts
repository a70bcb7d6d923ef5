import type { PlanNode } from '../flannel/index.ts';
import type { AgentReport } from '../generated/types.d.ts';
import { FAMILY_NAMES } from '../net/index.ts';
import type { PeerUpdate } from '../node/index.ts';

const NAMED = 3;

/** What the agent is at, in one line for `systemctl status`. It changes rarely, because each is a process. */
export function stateText({ store, connected, ready, failure, lease }: AgentReport): string {
  if (failure !== undefined) return `the last change failed: ${failure}`;
  if (!ready) return `sets this node up from ${store}`;
  if (!connected) return `has lost ${store}; the network of this node stays as it is`;
  return lease?.rival === undefined ? `follows ${store}` : `follows ${store}; ${lease.rival}`;
}

/** What became of peers, for the log. */
export function peersText({ put, removed }: PeerUpdate): string {
  const parts = [
    ...(put.length > 0 ? [`${listed(put.map(peerName))} set`] : []),
    ...(removed.length > 0 ? [`${listed(removed)} removed`] : []),
  ];
  return `peers: ${parts.join('; ')}`;
}

const peerName = (peer: PlanNode): string =>
  FAMILY_NAMES.flatMap((family) => {
    const own = peer[family];
    return own === undefined ? [] : `${own.subnet} at ${own.publicIP}`;
  }).join(', ');

const listed = (names: readonly string[]): string =>
  names.length <= NAMED
    ? names.join('; ')
    : `${names.slice(0, NAMED).join('; ')} and ${names.length - NAMED} more`;

/** What a change had to leave out, each with its reason. */
export const leftOutText = (reasons: readonly string[]): string =>
  `left out: ${reasons.join('; ')}; everything else is up to date`;
