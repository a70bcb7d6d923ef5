import type { DiagnosisDocument } from '../../generated/types.d.ts';
import { type Diagnosis, type GroupedFinding, mendableIn } from '../../health/index.ts';
import type { NodeDiff, Result } from '../../node/index.ts';
import { diffDocument } from '../changes/document.ts';

const checksOf = (findings: readonly GroupedFinding[]): string =>
  [...new Set(findings.map(({ check }) => check))].join(', ');

/** How what was found can be mended: by flannelctl, if somebody agrees, and not. */
export function fixesLines(diagnosis: Diagnosis): string[] {
  const { ask, none } = mendableIn(diagnosis);
  // A fix is of the host that it is typed on.
  const on = diagnosis.isBundled ? `, on ${diagnosis.node}` : '';
  const safe = diagnosis.findings.filter((root) => mendableIn({ findings: [root] }).safe.length > 0);
  return [
    ...(safe.length === 0 ? [] : [`to mend ${checksOf(safe)}${on}: flannelctl diagnose --fix`]),
    ...(ask.length === 0
      ? []
      : [
          `to mend what costs something${on}: flannelctl diagnose --fix --fix-only ${checksOf(ask).replaceAll(', ', ',')}`,
        ]),
    ...(none.length === 0 ? [] : [`not mended by flannelctl: ${checksOf(none)}`]),
  ];
}

/** The question before a fix that costs something. */
export const fixQuestion = ({ check, message, impact }: GroupedFinding): string =>
  `[${check}] ${message}${impact === undefined ? '' : `. ${impact}`} Mend it, though that may cost something?`;

/** The key of a document that tells what was changed to mend findings. */
export const mendedDocument = (
  { comparison }: NodeDiff,
  result: Result,
): Pick<DiagnosisDocument, 'mended'> => ({
  mended: { result, changes: diffDocument(comparison.diff).changes },
});
