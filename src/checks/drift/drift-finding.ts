import { type CheckedNode, type Finding, type NodeCheck, nodeCheck, outage, warning } from '../check.ts';
import { repairOf } from '../repair.ts';
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

/** flanneld restores its own network, but for what CNI plugins and people make. flannelctl mends only what it built. */
const ofFlanneld =
  (node: CheckedNode, byHand: DriftCheck['byHand']) =>
  ({ fix, ...finding }: Finding): Finding =>
    fix === undefined ? finding : { ...finding, hint: byHand?.(node) ?? repairOf(node) };

interface DriftCheck {
  readonly name: string;
  readonly symptom: string;
  readonly find: (node: CheckedNode) => readonly Finding[];
  /** What restores it where flanneld built the node and does not make this; undefined: flanneld does. */
  readonly byHand?: (node: CheckedNode) => string;
}

/** A check of what differs. A status tells that by itself, so that it is run by a diagnosis alone. */
export const driftCheck = ({ name, symptom, find, byHand }: DriftCheck): NodeCheck =>
  nodeCheck({
    name,
    symptom,
    when: [],
    needs: () => ({}),
    run: (node) => (node.flannel === undefined ? find(node) : find(node).map(ofFlanneld(node, byHand))),
  });
