import { findingsOf, type NamedFinding, type NodeCheck } from '../../checks/index.ts';
import { Failure } from '../../errors/index.ts';
import type { BundledNode } from './read-bundle.ts';

/** What a check finds in a bundle; undefined where a fact that it needs was not recorded. */
export async function bundledFindings(
  { subject, facts }: Pick<BundledNode, 'subject' | 'facts'>,
  check: NodeCheck,
): Promise<NamedFinding[] | undefined> {
  try {
    return (await findingsOf(check, subject, facts)).map((finding) => ({ check: check.name, ...finding }));
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
