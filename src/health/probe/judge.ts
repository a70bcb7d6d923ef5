import { type Finding, type NamedFinding, outage, warning } from '../../checks/index.ts';
import { type Asker, lossFinding } from './loss.ts';
import type { PathMeasurement, SizeMeasurement } from './measure.ts';

/** The names of what probes find, as those of checks. */
const PROBE_CHECKS = {
  loss: 'PeerLoss',
  size: 'PeerMtu',
  bridge: 'PeerBridge',
  pods: 'PeerPods',
} as const;

/** Packets of pods that are too large for the path vanish: the outer packet may be fragmented, but a switch drops it. */
function sizeFinding({ path, full }: PathMeasurement, { fits, carries }: SizeMeasurement): Finding {
  const { peer, inner, overhead, publicIP } = path;
  const underlay =
    carries === undefined
      ? ''
      : `; the underlay path carries ${carries}${carries < inner + overhead ? `, and ${inner + overhead} are needed` : ''}`;
  const named =
    full.tooLargeFor === undefined ? [] : [`a router, or this node, names MTU ${full.tooLargeFor}`];
  const lowest = carries === undefined || carries >= inner + overhead ? fits + overhead : carries;
  return outage(
    `large packets to ${peer} are lost: ${fits} bytes fit, ${fits + 1} do not${underlay}`,
    `Mend the path between the nodes, or lower the MTU on all of them: "MTU": ${lowest} in the net-conf's Backend.`,
    {
      evidence: [
        `ping -M do, ${inner} bytes to ${path.target}: no answer`,
        ...(carries === undefined ? [] : [`ping -M do to ${publicIP}: ${carries} bytes at most`]),
        ...named,
      ],
      impact: `Connections between pods of this node and of ${peer} hang as soon as much is sent; small packets pass.`,
    },
  );
}

const bridgeFinding = ({ path }: PathMeasurement): Finding =>
  warning(
    `the pod bridge of ${path.peer} (${path.bridge}) does not answer, its overlay address does`,
    `On ${path.peer}: flannelctl diagnose. It has no bridge, or its firewall drops pings.`,
    {
      evidence: [`ping ${path.bridge}: no answer`, `ping ${path.target}: answered`],
      impact: `Pods of ${path.peer} may not be reached.`,
    },
  );

const podsFinding = ({ path }: PathMeasurement): Finding =>
  warning(
    `${path.peer} answers, but nothing comes back from the pods’ addresses in ${path.subnet}`,
    `On ${path.peer}: flannelctl diagnose. Does it forward (net.ipv4.ip_forward), and does its firewall let packets to pods pass?`,
    {
      evidence: ['ping of its first pods’ addresses: neither an answer, nor that there is no such pod'],
      impact: `Pods of ${path.peer} are not reached, unless it is only their pings that are dropped.`,
    },
  );

/** What is wrong with a path. */
export function pathFindings(measured: PathMeasurement, asker: Asker): NamedFinding[] {
  const { loss, size, bridge, target } = measured;
  if (loss !== undefined && loss.answer.received === 0)
    return [
      { check: PROBE_CHECKS.loss, ...lossFinding({ ...measured, loss }, asker), follows: asker.suspects },
    ];
  return [
    ...(size === undefined ? [] : [{ check: PROBE_CHECKS.size, ...sizeFinding(measured, size) }]),
    ...(target.received > 0 && bridge.received === 0
      ? [{ check: PROBE_CHECKS.bridge, ...bridgeFinding(measured) }]
      : []),
    ...(measured.pods === 'silent' ? [{ check: PROBE_CHECKS.pods, ...podsFinding(measured) }] : []),
  ];
}
