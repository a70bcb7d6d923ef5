import type { CheckedNode, NamedFinding } from '../../checks/index.ts';
import type { GroupedFinding } from './diagnosis.ts';
import type { CheckSelection } from './select.ts';

/** flannelctl mends no network that flanneld built. */
const withoutFix = ({ fix, ...finding }: NamedFinding): NamedFinding => finding;

/** What selected checks find on a node, with their groups; of another check nothing is told. */
export const withGroups = (
  { checks }: CheckSelection,
  found: readonly NamedFinding[],
  { flannel }: Pick<CheckedNode, 'flannel'>,
): GroupedFinding[] =>
  found.flatMap((finding) => {
    const of = checks.find(({ check }) => check.name === finding.check);
    if (of === undefined) return [];
    return [{ ...(flannel === undefined ? finding : withoutFix(finding)), group: of.group }];
  });
