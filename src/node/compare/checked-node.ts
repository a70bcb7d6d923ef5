import type { CheckedNode } from '../../checks/index.ts';
import type { NodeDiff } from './node-diff.ts';

/** A comparison as checks are given it. */
export const checkedNode = ({ root, record, spec, network, paths, comparison }: NodeDiff): CheckedNode => ({
  root,
  name: spec.node.name,
  netConf: spec.plan.netConf,
  network,
  uplink: spec.uplink,
  paths,
  enableService: spec.options.enableService ?? false,
  isSetUp: record !== undefined,
  observed: comparison.observed,
  diff: comparison.diff,
});
