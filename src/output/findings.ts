import type { StatusDocument } from '../generated/types.d.ts';
import { isGrave, type NodeStatus } from '../health/index.ts';
import { printable } from '../text/index.ts';
import { paint } from './paint.ts';

type NamedFinding = NodeStatus['findings'][number];

/** What a check found, as a document. */
export const findingDocument = ({
  check,
  severity,
  message,
  effect,
  hint,
}: NamedFinding): NonNullable<StatusDocument['findings']>[number] => ({
  check,
  severity,
  message,
  effect: effect ?? (severity === 'error' ? 'refusal' : 'none'),
  fix: hint,
});

/** What to do, a line each. */
export const hintLines = (hint: string): string[] =>
  hint
    .split('\n')
    .filter(Boolean)
    .map((line) => `  → ${printable(line)}`);

const findingLines = (head: string, { check, message, hint }: NamedFinding): string[] => [
  `${head}[${check}] ${printable(message)}`,
  ...hintLines(hint),
  '',
];

/** What comes before the rest of a status: without an uplink, or with a host that loses packets, no peer is reached. */
export function graveLines({ uplinkFailure, findings, verdict }: NodeStatus): string[] {
  const head = paint.boldRed(`${verdict.node}: `);
  return [
    ...(uplinkFailure === undefined
      ? []
      : [`${head}${printable(uplinkFailure.message)}`, ...hintLines(uplinkFailure.hint ?? ''), '']),
    ...findings.filter(isGrave).flatMap((finding) => findingLines(head, finding)),
  ];
}

export const warningLines = ({ findings }: NodeStatus): string[] =>
  findings
    .filter((finding) => !isGrave(finding))
    .flatMap((finding) => findingLines(paint.boldYellow('warning: '), finding));
