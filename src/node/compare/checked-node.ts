import type { CheckedNode } from '../../checks/index.ts';
import type { NodeDiff } from './node-diff.ts';

/** The input of the checks: a comparison. @param isBuilt by flanneld, where flannelctl did not set the node up */
export const checkedNode = (
  { root, record, spec, network, ways, comparison }: NodeDiff,
  isBuilt = false,
): CheckedNode => ({
  root,
  name: spec.node.name,
  netConf: spec.plan.netConf,
  network,
  uplink: spec.uplink,
  ways,
  enableService: spec.options.enableService ?? false,
  isSetUp: isBuilt || record !== undefined,
  observed: comparison.observed,
  diff: comparison.diff,
});
