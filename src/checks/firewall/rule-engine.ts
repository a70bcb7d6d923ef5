import { type BackendInput, programsOf } from '../../backends/index.ts';
import { installedTools, type KernelFeatures, kernelFeatures, type ToolName } from '../../host/index.ts';
import { type CheckedNode, error, type Finding, nodeCheck, warning } from '../check.ts';

/** Without it, packets between pods of one node go past the rules of Services. The same module brings it for both families. */
function bridgeNetfilterFindings(
  { network, netConf: { ipv6 } }: CheckedNode,
  { bridgeNetfilter, bridgeNetfilter6 }: KernelFeatures,
): Finding[] {
  if (bridgeNetfilter && (ipv6 === undefined || bridgeNetfilter6)) return [];
  const found = network.engine === 'iptables' ? error : warning;
  if (bridgeNetfilter)
    return [
      found(
        "br_netfilter has no bridge-nf-call-ip6tables: a pod can't reach an IPv6 Service whose pod is on the same node",
        'Load ipv6 before br_netfilter: modprobe -r br_netfilter; modprobe ipv6; modprobe br_netfilter',
      ),
    ];
  return [
    found(
      "br_netfilter is not loaded: a pod can't reach a Service whose pod is on the same node",
      'modprobe br_netfilter; echo br_netfilter > /etc/modules-load.d/flannelctl.conf',
    ),
  ];
}

/** Whether the programs are there that the rules of each family are made with. */
const programFindings = (network: BackendInput, installed: readonly ToolName[]): Finding[] =>
  programsOf(network)
    .filter((program) => !installed.includes(program))
    .map((program) =>
      error(
        `the rules are to be ${network.engine}'s, and ${program} is not installed, or not on the PATH`,
        `apt-get install ${network.engine === 'nft' ? 'nftables' : 'iptables'}; or choose by EnableNFTables in the net-conf.`,
      ),
    );

/** Checks what the rules are made with, and what brings packets to them. */
export const ruleEngine = nodeCheck({
  name: 'RuleEngine',
  symptom: 'A pod can’t reach a Service whose pod is on the same node, or rules can’t be made',
  exit: 'preflight',
  when: ['preflight', 'status'],
  needs: () => ({ installed: installedTools, features: kernelFeatures }),
  run: (node, { installed, features }) => [
    ...programFindings(node.network, installed),
    ...bridgeNetfilterFindings(node, features),
  ],
});
