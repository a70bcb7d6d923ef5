import type { NamedFinding } from '../../checks/index.ts';
import { inspectSaved } from '../../node/index.ts';
import { transactionStatus } from '../transaction.ts';
import type { Diagnosis, GroupedFinding } from './diagnosis.ts';
import { foldFindings } from './fold.ts';
import type { CheckSelection } from './select.ts';

/** The findings of selected checks with their groups; of another check nothing is told. */
const grouped = ({ checks }: CheckSelection, found: readonly NamedFinding[]): GroupedFinding[] =>
  found.flatMap((finding) => {
    const of = checks.find(({ check }) => check.name === finding.check);
    return of === undefined ? [] : [{ ...finding, group: of.group }];
  });

/** Runs the selected checks on a node that was set up. Changes nothing. */
export async function diagnoseNode(root: string, selection: CheckSelection): Promise<Diagnosis> {
  const checks = selection.checks.map(({ check }) => check);
  const { found, uplinkFailure, findings } = await inspectSaved(root, { checks });
  const noUplink: NamedFinding[] =
    uplinkFailure === undefined
      ? []
      : [
          {
            check: 'Uplink',
            severity: 'error',
            effect: 'outage',
            message: uplinkFailure.message,
            hint: uplinkFailure.hint ?? '',
          },
        ];
  return {
    node: found.spec.node.name,
    ...selection,
    findings: foldFindings(grouped(selection, [...noUplink, ...findings])),
    transaction: await transactionStatus(root),
  };
}
