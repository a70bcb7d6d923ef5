import type { CheckedNode } from '../../checks/index.ts';
import type { NodeDiff } from './node-diff.ts';

/** The input of the checks: a comparison. */
export const checkedNode = ({ root, record, spec, network, ways, comparison }: NodeDiff): CheckedNode => ({
  root,
  name: spec.node.name,
  netConf: spec.plan.netConf,
  network,
  uplink: spec.uplink,
  ways,
  enableService: spec.options.enableService ?? false,
  isSetUp: record !== undefined,
  observed: comparison.observed,
  diff: comparison.diff,
});
