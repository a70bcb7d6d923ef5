import type { Explanation } from '../config/index.ts';
import type { NodesSummary } from '../generated/types.js';

/** Explains a node list. */
export const explainNodes = (kind: NodesSummary['kind'], nodes: number): Explanation<NodesSummary> => ({
  document: { kind, nodes },
  rows: [['nodes', String(nodes)]],
});
