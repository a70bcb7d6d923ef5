import { podMtu } from '../../../backends/index.ts';
import { attachingPlugin, type CniConfList, confListOf } from '../../../config/index.ts';
import { addressIn } from '../../../net/index.ts';
import { type CheckedNode, error, type Finding, nodeCheck, warning } from '../../check.ts';
import { rangeFindings } from './ranges.ts';

/** The MTU that the kernel gives a veth where nobody says one. */
const USUAL_MTU = 1500;

const USE_BRIDGE = 'Have pods attached by {"type": "flannel"}, or by the bridge plugin.';

/** Meta-plugins, which hand on to another conf that this one does not show. */
const HANDS_ON: readonly string[] = ['multus', 'genie'];

/** What the plugin that attaches pods does with them, beside the network that is built. */
function bridgeFindings({ network, uplink }: CheckedNode, conf: CniConfList): Finding[] {
  const { type = '' } = attachingPlugin(conf);
  const { bridge } = network;
  if (type !== 'bridge')
    return [warning(`the CNI conf has pods attached by ${type}: no pod will be on ${bridge}`, USE_BRIDGE)];
  if (bridge !== uplink.name) return [];
  return [
    error(
      `the CNI conf puts pods on ${bridge}, which is the uplink`,
      'Give it a bridge of its own, such as "bridge": "cni0".',
    ),
  ];
}

/** Packets of pods that are larger than what the way to peers carries are lost, or answered with an error. */
function mtuFindings({ network }: CheckedNode, conf: CniConfList): Finding[] {
  const [first] = conf.plugins;
  const { mtu = first?.type === 'flannel' ? undefined : USUAL_MTU } = attachingPlugin(conf) as {
    readonly mtu?: unknown;
  };
  const most = podMtu(network);
  if (typeof mtu !== 'number' || mtu <= most) return [];
  return [
    warning(
      `the CNI conf gives pods an MTU of ${mtu}, and packets to peers can have ${most}`,
      `Write "mtu": ${most}, or leave it to {"type": "flannel"}.`,
    ),
  ];
}

/** Addresses that another plugin gives are of its own choice. */
function ipamFindings({ network }: CheckedNode, { plugins: [first] }: CniConfList): Finding[] {
  const type = first?.ipam?.['type'];
  if (typeof type !== 'string' || type === 'host-local') return [];
  const subnets = network.families.map(({ own }) => own.subnet).join(' and ');
  return [
    warning(
      `the CNI conf has pods' addresses given by ${type}, and peers send to this node what is of ${subnets}`,
      'Leave ipam out, or have it of type host-local.',
    ),
  ];
}

/** Other addresses than those that are built would come to the bridge beside them. */
function gatewayFindings({ network }: CheckedNode, gateways: readonly string[]): Finding[] {
  const built = network.families.map(({ own }) => addressIn(own.subnet, 1) as string);
  return gateways
    .filter((gateway) => !built.includes(gateway))
    .map((gateway) =>
      warning(
        `the CNI conf has ${gateway} for the gateway of pods, and ${network.bridge} has ${built.join(' and ')}`,
        'Leave gateway out: it is the first address of the subnet then.',
      ),
    );
}

function findings(node: CheckedNode): readonly Finding[] {
  const conf = confListOf(node.network);
  const { type = '' } = attachingPlugin(conf);
  if (HANDS_ON.includes(type)) return [];
  const { found, gateways } = rangeFindings(node, conf);
  const ofBridge =
    type === 'bridge'
      ? [...ipamFindings(node, conf), ...mtuFindings(node, conf), ...gatewayFindings(node, gateways)]
      : [];
  return [...bridgeFindings(node, conf), ...found, ...ofBridge];
}

/** Whether the CNI conf puts pods where the network that is built expects them. */
export const cniNetwork = nodeCheck({
  name: 'CniNetwork',
  symptom: 'New pods are on another bridge, or have other addresses or another MTU than peers expect',
  exit: 'preflight',
  when: ['preflight'],
  needs: () => ({}),
  run: (node) => findings(node),
});
