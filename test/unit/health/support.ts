import type { Diagnosis, GroupedFinding } from '../../../src/health/index.ts';
import type { NodeName } from '../../../src/net/index.ts';

export const finding = (check: string, rest: Partial<GroupedFinding> = {}): GroupedFinding => ({
  check,
  group: 'links',
  severity: 'error',
  message: `${check} is wrong`,
  hint: `mend ${check}`,
  ...rest,
});

/** A diagnosis in which nothing was found. */
export const HEALTHY: Diagnosis = {
  node: 'n1' as NodeName,
  checks: [],
  ignored: [],
  notRun: [],
  findings: [],
  transaction: undefined,
};
