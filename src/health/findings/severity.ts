import type { NamedFinding } from '../../checks/index.ts';

export const SEVERITIES = ['outage', 'error', 'warning'] as const;

/** `outage`: pods are cut off. `error`: nothing is lost by it, but a change is refused. `warning`: neither. */
export type FindingSeverity = (typeof SEVERITIES)[number];

/** How grave a finding is: an outage is graver than that a change is refused. */
export const severityOf = ({ effect, severity }: NamedFinding): FindingSeverity => effect ?? severity;

/** Whether it is worse than a warning: a change would be refused, or pods are not reached. */
export const isGrave = (finding: NamedFinding): boolean => severityOf(finding) !== 'warning';
