import { Failure } from '../errors/index.ts';

/** A lab's name: it becomes part of the names of its network namespaces. */
export type LabName = string & { readonly __brand: 'LabName' };

export const DEFAULT_LAB = 'lab';

const LAB_NAME = /^[a-z][a-z0-9-]{0,20}$/;

export const parseLabName = (text: string): LabName | undefined =>
  LAB_NAME.test(text) ? (text as LabName) : undefined;

/** Reads the name given with --name; otherwise a Failure `usage`. */
export function labName(text: string): LabName {
  const name = parseLabName(text);
  if (name !== undefined) return name;
  throw new Failure('usage', `--name ${JSON.stringify(text)} is not a lab name`, {
    hint: 'At most 21 lower-case letters, digits and dashes, with a letter first.',
  });
}

/** A lab's name has no dot, so no lab's prefix is the start of another's. */
export const namespacePrefix = (lab: LabName): string => `flab.${lab}.`;

/** The network namespace of one member of a lab: `switch`, `n1`, `n1-p1` … */
export const namespaceOf = (lab: LabName, member: string): string => `${namespacePrefix(lab)}${member}`;

/** The flag that names a lab in a command line to be typed next: nothing for the default one. */
export const nameFlag = (lab: LabName): string => (lab === DEFAULT_LAB ? '' : ` --name ${lab}`);
