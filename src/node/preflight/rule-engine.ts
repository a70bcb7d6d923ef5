import type { BackendInput } from '../../backends/index.ts';
import { isInstalled, kernelFacts } from '../../host/index.ts';
import type { Prepared } from '../compare/prepare.ts';
import { programsOf } from '../resolve/engine.ts';
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

/** Whether the programs are there that the rules of each family are made with. */
async function checkPrograms({ engine, families }: BackendInput): Promise<Finding[]> {
  const programs = programsOf(engine, families);
  const found = await Promise.all(programs.map(isInstalled));
  return programs
    .filter((_, i) => !found[i])
    .map((program) =>
      error(
        `the rules are to be ${engine}'s, and ${program} is not installed, or not on the PATH`,
        `apt-get install ${engine === 'nft' ? 'nftables' : 'iptables'}; or choose by EnableNFTables in the net-conf.`,
      ),
    );
}

/** Checks what the rules are made with, and what brings packets to them. */
export async function checkRuleEngine(prepared: Prepared): Promise<Finding[]> {
  const { network } = prepared;
  return [...(await checkPrograms(network)), ...(await checkBridgeNetfilter(prepared))];
}
