import { backendText, podMtu } from '../../backends/index.ts';
import type { NodeStatus } from '../../health/index.ts';
import { changeLines } from '../changes/text.ts';
import { namesOf, publicIPsText, subnetsText } from '../node.ts';
import { transactionLines } from '../open-transaction.ts';
import { paint } from '../paint.ts';
import { table } from '../table.ts';
import { agentText, leftOutLines, startLines } from './agent.ts';
import { graveLines, warningLines } from './findings.ts';
import { peerLines, type StatusTextOptions } from './peers.ts';
import { verdictLine } from './verdict.ts';

/** The pods' links on the bridge and off it; nothing where there are none. */
function podsText({ attached, detached }: NodeStatus['pods'], bridge: string): string {
  if (attached === 0 && detached.length === 0) return '';
  const off = detached.length === 0 ? '' : `, ${paint.boldRed(`${detached.length} not`)}`;
  return `; ${attached} on ${bridge}${off}`;
}

function headLines(status: NodeStatus): string {
  const { name, network, flannel, pods } = status;
  const agent = agentText(status);
  const { name: uplink, mtu } = network.uplink;
  const backend = [
    backendText(network.backend),
    `rules by ${network.engine}`,
    ...(network.ipMasq ? ['masquerading'] : []),
    ...(network.kernel.nexthops || flannel !== undefined
      ? []
      : ['plain routes: this kernel has no nexthop objects']),
  ];
  return table([
    ['node', `${name}, ${publicIPsText(network)} on ${uplink} (mtu ${mtu})`],
    ['pods', `${subnetsText(network)}, mtu ${podMtu(network)}${podsText(pods, network.bridge)}`],
    ['backend', backend.join(', ')],
    ...(agent === undefined ? [] : [['agent', agent] as const]),
  ]);
}

/** What mends the drift. An open transaction or a failed uplink explains it, so that nothing is suggested. */
function repairLines({ diff, findings, flannel, transaction, uplinkFailure }: NodeStatus): string[] {
  if (flannel !== undefined) return [];
  if (diff.changes.length === 0 || transaction !== undefined || uplinkFailure !== undefined) return [];
  const obstacles = [
    ...(findings.some(({ severity }) => severity === 'error') ? ['fix what is found above'] : []),
    ...(diff.changes.some(({ action }) => action === 'conflict')
      ? ['remove what is in the way (flannelctl diff says how)']
      : []),
  ];
  return ['', `To repair: ${[...obstacles, 'flannelctl join'].join(', then ')}`];
}

/** Who built a node that flannelctl did not build. It is only looked at. */
function builtByLines({ flannel }: NodeStatus): string[] {
  if (flannel === undefined) return [];
  const { process } = flannel;
  const by =
    process === undefined
      ? 'flanneld, which is not running: nothing follows the other nodes'
      : `${process.name} (process ${process.pid})`;
  return [`built by ${by}; flannelctl only looks at it`, ''];
}

/** The status of a node as text: the node, its peers, and the drift. */
export function statusText(status: NodeStatus, options: StatusTextOptions): string {
  const { diff, nodes, peers } = status;
  const { failing, verbose } = options;
  const peerText = peerLines(status, options);
  return [
    ...transactionLines(status.transaction),
    ...builtByLines(status),
    ...graveLines(status),
    ...(failing ? [] : [headLines(status), ...leftOutLines(status), '']),
    ...(peers.length === 0 && !failing ? ['no peers yet', ''] : peerText.length > 0 ? [...peerText, ''] : []),
    ...(failing ? [] : warningLines(status)),
    verdictLine(status),
    ...changeLines(diff.changes, { verbose, names: namesOf(diff.changes.length === 0 ? [] : nodes) }),
    ...repairLines(status),
    ...startLines(status),
  ].join('\n');
}
