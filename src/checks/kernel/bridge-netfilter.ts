import { attachingPlugin, confListOf } from '../../config/index.ts';
import { kernelFeatures, runningPrograms } from '../../host/index.ts';
import { nodeCheck, warning } from '../check.ts';
import { KUBERNETES } from '../programs.ts';
import { repairOf } from '../repair.ts';
import { loadCommand } from './modules.ts';

/**
 * Whether answers between pods on one bridge pass the rules of Services. Without br_netfilter the bridge delivers
 * them itself, with the address of the pod instead of the Service's, and the pod that asked drops them (faults 8).
 */
export const bridgeNetfilter = nodeCheck({
  name: 'BridgeNetfilter',
  symptom: 'Pods do not reach Services (DNS) whose pods are on the same node',
  when: [],
  needs: () => ({ features: kernelFeatures, programs: runningPrograms }),
  run: (node, { features, programs }) => {
    const isBridge = attachingPlugin(confListOf(node.network)).type === 'bridge';
    if (features.bridgeNetfilter || !isBridge || !programs.some((name) => KUBERNETES.has(name))) return [];
    return [
      warning(
        'the module br_netfilter is not loaded: pods do not reach Services whose pods are on this node',
        `${loadCommand(['br_netfilter'])}; then: ${repairOf(node)}`,
        {
          evidence: ['/proc/sys/net/bridge/bridge-nf-call-iptables: not there'],
          impact: 'A pod that asks a Service gets no answer where the pod behind it is on the same node.',
        },
      ),
    ];
  },
});
