import { countPeers, isGraveAtAll, type NodeStatus, type Verdict } from '../../health/index.ts';
import type { Action, Diff } from '../../state/index.ts';
import { counted, printable } from '../../text/index.ts';
import { type Paint, paint } from '../paint.ts';
import { foldedFindings } from './findings.ts';

const PAINTS: Readonly<Record<Verdict, Paint>> = {
  OK: paint.green,
  DRIFT: paint.boldRed,
  DEGRADED: paint.boldRed,
  BROKEN: paint.boldRed,
};

/** The word of a verdict, painted, before what it is about. */
const verdictHead = (verdict: Verdict): string => PAINTS[verdict](`${verdict}: `);

/** The words for the changes in a status: what the host lacks or has different from the configuration. */
const DIFFERENCES: Readonly<Record<Action, string>> = {
  create: 'missing',
  update: 'different',
  replace: 'different',
  delete: 'unexpected',
  adopt: 'not adopted',
  conflict: 'in conflict',
};

/** `1 missing, 2 different, 17 match`: the counts of objects in a status. */
function matchText({ changes, unchanged }: Diff): string {
  const words = [...new Set(Object.values(DIFFERENCES))];
  const counts = words.map(
    (word) => [changes.filter(({ action }) => DIFFERENCES[action] === word).length, word] as const,
  );
  if (changes.length === 0) return `${unchanged} objects match`;
  return [...counts.filter(([count]) => count > 0), [unchanged, 'match'] as const]
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
}

/** The limit of peers that the verdict names. */
const MOST_NAMED = 3;

const someNames = (names: readonly string[]): string =>
  [...names.slice(0, MOST_NAMED), ...(names.length > MOST_NAMED ? ['…'] : [])].join(', ');

function peersText({ peers }: NodeStatus): string {
  const { all, answered, unclear, notProbed, cutOff, silent } = countPeers(peers);
  if (all === 0) return 'no peers';
  const lost = [
    ...(cutOff.length === 0
      ? []
      : [`${cutOff.length} of ${counted(all, 'peer')} cut off (${someNames(cutOff)})`]),
    ...(silent.length === 0
      ? []
      : [`${silent.length} of ${counted(all, 'peer')} silent (${someNames(silent)})`]),
  ];
  if (notProbed === all) return `${counted(all, 'peer')} not probed`;
  const rest = [
    `${lost.length === 0 ? counted(answered, 'peer') : answered} answered`,
    ...(unclear === 0 ? [] : [`${unclear} without an answer to ping`]),
    `${notProbed} not probed`,
  ];
  return [...lost, ...rest].join(', ');
}

const podsText = ({ pods: { attached, detached }, network: { bridge } }: NodeStatus): string[] =>
  detached.length === 0 ? [] : [`${detached.length} of ${attached + detached.length} pods not on ${bridge}`];

/** The count of what is told before the rest: a consequence is not counted beside its cause. */
const findingsText = (status: NodeStatus): string[] => {
  const count = foldedFindings(status).filter(isGraveAtAll).length;
  return count === 0 ? [] : [`${counted(count, 'check')} failed`];
};

/** The verdict on the node in one line, with what was tested. */
export function verdictLine(status: NodeStatus): string {
  const parts = [matchText(status.diff), peersText(status), ...podsText(status), ...findingsText(status)];
  return `${verdictHead(status.verdict.node)}${printable(parts.join('; '))}`;
}
