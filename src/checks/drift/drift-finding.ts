import { type CheckedNode, type Finding, type NodeCheck, nodeCheck, outage, warning } from '../check.ts';
import type { Difference } from './differences.ts';
import { evidenceOf } from './evidence.ts';

/** The command that restores the saved configuration. */
export const REPAIR = 'flannelctl join';

interface Told {
  readonly message: string;
  readonly impact: string;
  /** Whether pods are cut off by it. */
  readonly isOutage: boolean;
}

/** A finding of what differs from the saved configuration, which mends it. */
export const driftFinding = (
  differences: readonly Difference[],
  { message, impact, isOutage }: Told,
): Finding =>
  (isOutage ? outage : warning)(message, REPAIR, {
    evidence: evidenceOf(differences),
    impact,
    fix: { safety: 'safe' },
  });

/** flanneld is what restores its own network; flannelctl changes it only once it has taken the node over. */
function ofFlanneld(finding: Finding): Finding {
  const { fix, ...rest } = finding;
  if (fix === undefined || finding.hint !== REPAIR) return rest;
  return { ...rest, hint: 'Restart flanneld, or have flannelctl take the node over: flannelctl join' };
}

interface DriftCheck {
  readonly name: string;
  readonly symptom: string;
  readonly find: (node: CheckedNode) => readonly Finding[];
}

/** A check of what differs. A status tells that by itself, so that it is run by a diagnosis alone. */
export const driftCheck = ({ name, symptom, find }: DriftCheck): NodeCheck =>
  nodeCheck({
    name,
    symptom,
    when: [],
    needs: () => ({}),
    run: (node) => (node.isSetUp ? find(node) : find(node).map(ofFlanneld)),
  });
