import { kernelFacts } from '../../host/index.ts';
import type { Prepared } from '../prepare.ts';
import { error, type Finding, warning } from './check.ts';

/** Without it, packets between pods of one node go past the rules of Services. The same module brings it for both families. */
async function checkBridgeNetfilter({ network, spec }: Prepared): Promise<Finding[]> {
  const { bridgeNetfilter, bridgeNetfilter6 } = await kernelFacts();
  const { ipv6 } = spec.plan.netConf;
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

export async function checkRuleEngine(prepared: Prepared): Promise<Finding[]> {
  const { engine } = prepared.network;
  const missing = prepared.target.scope.tools[engine]
    ? []
    : [
        error(
          `EnableNFTables asks for ${engine}, which is not installed`,
          `apt-get install ${engine === 'nft' ? 'nftables' : 'iptables'}`,
        ),
      ];
  return [...missing, ...(await checkBridgeNetfilter(prepared))];
}
