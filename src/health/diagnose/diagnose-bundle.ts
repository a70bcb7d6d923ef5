import { findingsOf, type NamedFinding } from '../../checks/index.ts';
import { Failure } from '../../errors/index.ts';
import { foldFindings } from '../fold.ts';
import { type BundledNode, onBundle } from '../gather/read-bundle.ts';
import { noUplink } from '../uplink-finding.ts';
import type { Diagnosis, GroupedCheck } from './diagnosis.ts';
import { withGroups } from './groups.ts';
import type { CheckSelection } from './select.ts';

/** What a check finds in a bundle; undefined where a fact that it needs was not recorded. */
async function findingsIn(
  { subject, facts }: BundledNode,
  { check }: GroupedCheck,
): Promise<NamedFinding[] | undefined> {
  try {
    return (await findingsOf(check, subject, facts)).map((finding) => ({ check: check.name, ...finding }));
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** Runs the selected checks on what was gathered of a node. */
export const diagnoseBundle = async (file: string, selection: CheckSelection): Promise<Diagnosis> =>
  onBundle(file, async (bundled) => {
    const { subject } = bundled;
    const { failure } = bundled.bundle;
    const checks = selection.checks.filter(({ check }) => failure === undefined || check.name !== 'Uplink');
    const found = await Promise.all(checks.map(async (check) => findingsIn(bundled, check)));
    return {
      node: subject.name,
      ...(subject.flannel === undefined ? {} : { builtBy: 'flanneld' }),
      isBundled: true,
      ...selection,
      findings: foldFindings(
        withGroups(
          selection,
          [...noUplink(failure), ...found.flatMap((findings) => findings ?? [])],
          subject,
        ),
      ),
      notRun: checks.filter((_, i) => found[i] === undefined),
      transaction: undefined,
    };
  });
