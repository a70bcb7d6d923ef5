import type { LabName } from './names.ts';

/** Set in the environment of every process that is run for a lab, so that `lab down` finds those left behind. */
export const LAB_MARK = 'FLANNELCTL_LAB';

export const markOf = (lab: LabName): Record<string, string> => ({ [LAB_MARK]: lab });
