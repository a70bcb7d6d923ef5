import { UPLINK_CHECK } from '../../checks/index.ts';
import type { StatusDocument } from '../../generated/types.d.ts';
import { type Folded, foldFindings, isGraveAtAll, type NodeStatus, noUplink } from '../../health/index.ts';
import { consequenceLines, findingText, hintLines } from '../findings.ts';
import { paint } from '../paint.ts';

type NamedFinding = NodeStatus['findings'][number];

type FindingDocument = NonNullable<StatusDocument['findings']>[number];

/** What the checks found, each below what it follows from. Without an uplink that is what comes first. */
export const foldedFindings = ({
  uplinkFailure,
  findings,
}: Pick<NodeStatus, 'findings' | 'uplinkFailure'>): Folded<NamedFinding>[] =>
  foldFindings([...noUplink(uplinkFailure), ...findings]);

const findingLines = (head: string, finding: Folded<NamedFinding>): string[] => [
  `${head}${findingText(finding)}`,
  ...hintLines(finding.hint),
  ...consequenceLines(finding),
  '',
];

/** What comes before the rest of a status: without an uplink, or with a host that loses packets, no peer is reached. */
export function graveLines(status: NodeStatus): string[] {
  const head = paint.boldRed(`${status.verdict.node}: `);
  return foldedFindings(status)
    .filter(isGraveAtAll)
    .flatMap((finding) => findingLines(head, finding));
}

export const warningLines = (status: NodeStatus): string[] =>
  foldedFindings(status)
    .filter((finding) => !isGraveAtAll(finding))
    .flatMap((finding) => findingLines(paint.boldYellow('warning: '), finding));

const findingDocument = (
  { check, severity, message, effect, hint }: NamedFinding,
  root: NamedFinding,
): FindingDocument => ({
  check,
  severity,
  message,
  effect: effect ?? (severity === 'error' ? 'refusal' : 'none'),
  fix: hint,
  ...(root.check === check ? {} : { follows: root.check }),
});

/** What the checks found as documents, each after what it follows from; a failed uplink has a key of its own. */
export const findingDocuments = (status: NodeStatus): FindingDocument[] =>
  foldedFindings(status).flatMap((root) =>
    [root, ...root.consequences]
      .filter(({ check }) => status.uplinkFailure === undefined || check !== UPLINK_CHECK)
      .map((finding) => findingDocument(finding, root)),
  );
