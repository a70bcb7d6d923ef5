import { type CheckedNode, type Finding, nodeCheck, warning } from '../../check.ts';
import { confPlugin } from './node-conf.ts';

function findings(node: CheckedNode): Finding[] {
  const { ipMasq } = confPlugin(node);
  if (ipMasq !== true || !node.network.ipMasq) return [];
  return [
    warning(
      `the CNI conf has the plugin masquerade ("ipMasq": true), and the rules of this node do so, too`,
      'Leave ipMasq out of the CNI conf, and restart the pods.',
      {
        evidence: ['CNI conf: "ipMasq": true', 'net-conf: masquerading is on'],
        impact:
          "Pods of other nodes see this node's address in place of the pod's: network policies and allow-lists fail.",
      },
    ),
  ];
}

/** Whether packets of pods are masqueraded once at most: the bridge plugin spares packets to its own subnet only. */
export const doubleMasquerade = nodeCheck({
  name: 'DoubleMasquerade',
  symptom: "A server sees the node's address in place of the client pod's",
  when: [],
  needs: () => ({}),
  run: findings,
});
