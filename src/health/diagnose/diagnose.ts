import type { NamedFinding } from '../../checks/index.ts';
import { checkedNode, inspectSaved } from '../../node/index.ts';
import { onBundle } from '../bundle/read-bundle.ts';
import { foldFindings } from '../findings/fold.ts';
import { transactionStatus } from '../findings/transaction.ts';
import { noUplink } from '../findings/uplink-finding.ts';
import { comparedEnds } from '../probe/ends/both-ends.ts';
import { type ProbeReport, probePeers } from '../probe/probe.ts';
import type { Diagnosis, ProbedPeers } from './diagnosis.ts';
import { withGroups } from './groups.ts';
import type { CheckSelection } from './select.ts';

/** The group of what is found by packets that are sent, and by comparing two nodes. */
const PROBES = 'probes';

/** Peers that answered in every family, and the number of others. */
function probedPeers({ paths, unasked }: ProbeReport): ProbedPeers {
  const asked = new Set(paths.map(({ path }) => path.peer));
  const silent = new Set(
    paths
      .filter(({ target, full }) => target.received === 0 || full.received === 0)
      .map(({ path }) => path.peer),
  );
  return { answered: asked.size - silent.size, silent: [...silent], unasked };
}

/** The checks whose findings cut pods off. */
const suspectsIn = (findings: readonly NamedFinding[]): string[] => [
  ...new Set(findings.flatMap(({ check, effect }) => (effect === 'outage' ? [check] : []))),
];

/** What is to be asked beyond this host. */
export interface ProbeOptions {
  /** The peers to send packets to, all if there are no names; absent: none are sent. */
  readonly peers?: readonly string[];
  /** What was gathered of a peer, to be compared with. */
  readonly peerBundle?: string;
}

/** Runs the selected checks on a node that flannelctl or flanneld built. Changes nothing. */
export async function diagnoseNode(
  root: string,
  selection: CheckSelection,
  { peers, peerBundle }: ProbeOptions = {},
): Promise<Diagnosis> {
  const checks = selection.checks.map(({ check }) => check);
  const { found, flannel, uplinkFailure, findings } = await inspectSaved(root, { checks });
  const node = checkedNode(found, flannel);
  const own = [...noUplink(uplinkFailure), ...findings];
  const report = peers === undefined ? undefined : await probePeers(node, peers, suspectsIn(own));
  const compared =
    peerBundle === undefined ? [] : await onBundle(peerBundle, async (peer) => comparedEnds(node, peer));
  const probes = [...compared, ...(report?.findings ?? [])].map((finding) => ({ ...finding, group: PROBES }));
  return {
    node: node.name,
    ...(flannel === undefined ? {} : { builtBy: 'flanneld' }),
    ...selection,
    findings: foldFindings([...withGroups(selection, own, node), ...probes]),
    notRun: [],
    ...(report === undefined ? {} : { probed: probedPeers(report) }),
    transaction: await transactionStatus(root),
  };
}
