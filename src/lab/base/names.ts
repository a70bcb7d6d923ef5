import { Failure } from '../../errors/index.ts';

/** A lab's name, which is a part of the names of its network namespaces. */
export type LabName = string & { readonly __brand: 'LabName' };

export const DEFAULT_LAB = 'lab';

const LAB_NAME = /^[a-z][a-z0-9-]{0,20}$/;

export const parseLabName = (text: string): LabName | undefined =>
  LAB_NAME.test(text) ? (text as LabName) : undefined;

/** Parses the value of --name; throws a Failure `usage` if it is not valid. */
export function labName(text: string): LabName {
  const name = parseLabName(text);
  if (name !== undefined) return name;
  throw new Failure('usage', `--name ${JSON.stringify(text)} is not a lab name`, {
    hint: 'At most 21 lower-case letters, digits and dashes, with a letter first.',
  });
}

/**
 * The prefix of a lab's network namespaces. A lab's name has no dot, so that no prefix is the beginning of another
 * lab's.
 */
export const namespacePrefix = (lab: LabName): string => `flab.${lab}.`;

/** The network namespace of one member of a lab: `switch`, `n1`, `n1-p1` … */
export const namespaceOf = (lab: LabName, member: string): string => `${namespacePrefix(lab)}${member}`;

/** The --name flag for a command that is suggested to the operator; empty for the default lab. */
export const nameFlag = (lab: LabName): string => (lab === DEFAULT_LAB ? '' : ` --name ${lab}`);
