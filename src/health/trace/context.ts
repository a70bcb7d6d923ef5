import type { PodInside } from '../../host/index.ts';
import type { TracedNode } from './known.ts';
import type { Endpoint } from './model.ts';
import { type NetworkView, viewOf } from './view.ts';

/** All that a path is worked out from. */
export interface TraceContext {
  readonly node: TracedNode;
  readonly view: NetworkView;
  /** What is in the pods of this node, by the paths of their network namespaces. */
  readonly inside: Readonly<Record<string, PodInside>>;
}

/** The view of a pod's network namespace, or why there is none. */
export function podView(
  { inside }: TraceContext,
  { attached }: Endpoint,
): { readonly view: NetworkView } | { readonly unseen: string } {
  const netns = attached?.netns;
  const found = netns === undefined ? undefined : inside[netns];
  if (found === undefined) return { unseen: 'not in the CNI cache of this node' };
  return 'failure' in found ? { unseen: found.failure } : { view: viewOf(found.tables) };
}

/** The setting of a link, below /proc/sys; undefined where it is not known. */
export const linkSetting = (
  { view }: TraceContext,
  family: 4 | 6,
  link: string,
  name: string,
): string | undefined => view.settings[`net/ipv${family}/conf/${link}/${name}`];
