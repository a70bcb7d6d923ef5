import { ANNOTATIONS } from '../../../flannel/index.ts';
import type { RecordDetail } from '../../store.ts';
import type { NodePart } from './records.ts';

interface WrittenNode {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
}

/**
 * What the nodes that flannel looks after hold.
 * @param base what flannel's annotations begin with
 */
export const examineNodes = (parts: readonly NodePart[], base: string): ReadonlyMap<string, RecordDetail> =>
  new Map(
    parts.flatMap(({ name, text }): [string, RecordDetail][] => {
      const { annotations } = (JSON.parse(text) as WrittenNode).metadata;
      if (annotations[base + ANNOTATIONS.managed] !== 'true') return [];
      const backendType = annotations[base + ANNOTATIONS.backendType];
      const backendData = parsed(annotations[base + ANNOTATIONS.ipv4.backendData]);
      return [[name, { ...(backendType !== undefined && { backendType }), backendData }]];
    }),
  );

function parsed(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
