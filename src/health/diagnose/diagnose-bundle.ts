import { UPLINK_CHECK } from '../../checks/index.ts';
import { bundledFindings } from '../bundle/bundled-findings.ts';
import { onBundle } from '../bundle/read-bundle.ts';
import { foldFindings } from '../findings/fold.ts';
import { noUplink } from '../findings/uplink-finding.ts';
import type { Diagnosis } from './diagnosis.ts';
import { withGroups } from './groups.ts';
import type { CheckSelection } from './select.ts';

/** Runs the selected checks on what was gathered of a node. */
export const diagnoseBundle = async (file: string, selection: CheckSelection): Promise<Diagnosis> =>
  onBundle(file, async (bundled) => {
    const { subject } = bundled;
    const { failure } = bundled.bundle;
    const checks = selection.checks.filter(
      ({ check }) => failure === undefined || check.name !== UPLINK_CHECK,
    );
    const found = await Promise.all(checks.map(async ({ check }) => bundledFindings(bundled, check)));
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
