import type { NamedFinding, NodeCheck } from '../../checks/index.ts';
import type { NodeName } from '../../net/index.ts';
import type { Folded } from '../findings/fold.ts';
import { isGrave } from '../findings/severity.ts';
import type { TransactionStatus } from '../findings/transaction.ts';

/** A check and the group that it is of. */
export interface GroupedCheck {
  readonly group: string;
  readonly check: NodeCheck;
}

/** A finding and the group of its check. */
export interface GroupedFinding extends NamedFinding {
  readonly group: string;
}

export type RootFinding = Folded<GroupedFinding>;

/** What became of packets to peers. */
export interface ProbedPeers {
  /** How many peers answered, large packets too, in every family. */
  readonly answered: number;
  readonly silent: readonly NodeName[];
  /** How many were not asked, because there are too many. */
  readonly unasked: number;
}

/** What the checks of a node found. */
export interface Diagnosis {
  readonly node: NodeName;
  /** Set where flanneld built the network: flannelctl does not change it. */
  readonly builtBy?: 'flanneld';
  /** Whether it is a bundle that was checked, which can be of another host. */
  readonly isBundled?: true;
  /** The checks that were run. */
  readonly checks: readonly GroupedCheck[];
  /** The checks that were left out, because they are to be ignored. */
  readonly ignored: readonly GroupedCheck[];
  /** The checks that could not be run, because a bundle lacks a fact. */
  readonly notRun: readonly GroupedCheck[];
  /** Absent where no packets were sent. */
  readonly probed?: ProbedPeers;
  /** The worst first. */
  readonly findings: readonly RootFinding[];
  /** An open change of the node, which may be the reason for what was found. */
  readonly transaction: TransactionStatus | undefined;
}

/** Whether a finding is a failure: worse than a warning, or a difference from the saved configuration. */
export const isFailure = (finding: GroupedFinding): boolean => isGrave(finding) || finding.group === 'drift';

/** Whether no check found a failure and no change was interrupted. */
export const isHealthy = ({ findings, transaction }: Diagnosis): boolean =>
  transaction?.state !== 'unfinished' &&
  !findings.some((finding) => [finding, ...finding.consequences].some(isFailure));
