import { type CheckedNode, type Finding, nodeCheck, warning } from '../../check.ts';
import { confPlugin } from './node-conf.ts';

function findings(node: CheckedNode): Finding[] {
  const { type, hairpinMode, promiscMode } = confPlugin(node);
  if (type !== 'bridge' || hairpinMode === true || promiscMode === true) return [];
  return [
    warning(
      'the CNI conf has no "hairpinMode": true: a port of the bridge sends no packet back to where it came from',
      'Write "hairpinMode": true into the plugin, or the delegate of flannel\'s; for the pods that run: bridge link set dev VETH hairpin on',
      {
        evidence: ['CNI conf: neither "hairpinMode" nor "promiscMode" is true'],
        impact: 'A pod does not reach itself by its own Service.',
      },
    ),
  ];
}

/** Whether new pods reach themselves by a Service. */
export const hairpinConf = nodeCheck({
  name: 'HairpinConf',
  symptom: "A pod can't reach itself through its own Service",
  when: [],
  needs: () => ({}),
  run: findings,
});
