import { confListOf } from '../../../config/index.ts';
import { cniPlugins } from '../../../host/index.ts';
import { type CheckedNode, nodeCheck } from '../../check.ts';
import { pluginFindings } from './findings.ts';
import { neededPlugins } from './needed.ts';

const needed = ({ network }: CheckedNode): string[] => neededPlugins(confListOf(network));

/** Whether the plugins that the CNI conf list names can be run. Pods wait for them; the node's network does not. */
export const cniPluginCheck = nodeCheck({
  name: 'CniPlugins',
  symptom: 'Pods stay in ContainerCreating with “failed to find plugin … in path”',
  exit: 'preflight',
  when: ['preflight', 'status'],
  needs: (node) => ({ plugins: cniPlugins(node.root, needed(node)) }),
  run: (node, { plugins }) => pluginFindings(needed(node), plugins),
});
