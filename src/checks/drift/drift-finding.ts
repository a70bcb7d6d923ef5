import { type Finding, outage, warning } from '../check.ts';
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
