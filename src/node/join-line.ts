import { STDIN } from '../host/index.ts';
import type { PlanNode } from '../leases/index.ts';
import { vtepMac } from '../leases/index.ts';
import { peerText } from './peers.ts';
import type { Prepared } from './prepare.ts';
import type { NodeSpec } from './spec.ts';

/** The lines to type on other nodes. */
export interface JoinLines {
  /** On the next, new node. */
  readonly next: string;
  /** On every node that is there already, so that it knows this one. */
  readonly peers: string;
}

const quoted = (text: string): string =>
  /^[\w.:,=/@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** A peer as `--peer` takes it, with its MAC where it does not follow from its subnet. */
function peerFlag(node: PlanNode, vni: number): string {
  const derived = node.vtepMac === undefined || node.vtepMac === vtepMac(node.subnet, vni);
  return `--peer ${peerText(node, derived ? undefined : node.vtepMac)}`;
}

/**
 * What has to be typed elsewhere. With a plan file, every node takes the file; without one, the line carries everything,
 * and is short because VTEP MACs follow from the subnets.
 */
export function joinLines({ node, peers, plan, options }: NodeSpec, planFile: string | undefined): JoinLines {
  if (planFile !== undefined && planFile !== STDIN) {
    const line = `flannelctl join --plan ${quoted(planFile)}`;
    return { next: line, peers: line };
  }
  const vni = plan.netConf.backend.type === 'vxlan' ? plan.netConf.backend.vni : 1;
  const flags = [
    `--net-conf ${quoted(JSON.stringify(plan.netConfSource))}`,
    ...[node, ...peers].map((one) => peerFlag(one, vni)),
    ...(options.ipMasq ? [] : ['--no-ip-masq']),
    ...(options.cniType === 'bridge' ? [] : [`--cni-type ${options.cniType}`]),
  ];
  return { next: `flannelctl join ${flags.join(' ')}`, peers: `flannelctl join ${peerFlag(node, vni)}` };
}

/** Whether other nodes have to be told: this node is new, or not what it was. */
export function isNews({ record, spec: { node } }: Prepared): boolean {
  const before = record?.plan.nodes.find(({ name }) => name === record.name);
  const same =
    before?.publicIP === node.publicIP && before.subnet === node.subnet && before.vtepMac === node.vtepMac;
  return !same;
}
