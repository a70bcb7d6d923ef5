import type { CheckedNode } from '../../checks/index.ts';
import type { NodeDiff } from './node-diff.ts';

/** The input of the checks: a comparison. @param flannel set where flanneld built the node */
export const checkedNode = (
  { root, record, spec, network, ways, comparison }: NodeDiff,
  flannel?: CheckedNode['flannel'],
): CheckedNode => ({
  root,
  name: spec.node.name,
  netConf: spec.plan.netConf,
  network,
  uplink: spec.uplink,
  ways,
  enableService: spec.options.enableService ?? false,
  isSetUp: flannel !== undefined || record !== undefined,
  ...(flannel === undefined ? {} : { flannel }),
  observed: comparison.observed,
  diff: comparison.diff,
});
