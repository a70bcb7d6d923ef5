import type { DiagnosisDocument } from '../../generated/types.d.ts';
import { type Diagnosis, type GroupedFinding, isHealthy, severityOf } from '../../health/index.ts';
import type { DocumentBody } from '../../text/index.ts';
import { openTransactionDocument } from '../open-transaction.ts';

type FindingDocument = DiagnosisDocument['findings'][number];

const findingDocument = (finding: GroupedFinding): Omit<FindingDocument, 'consequences'> => ({
  check: finding.check,
  group: finding.group,
  ...(finding.on === undefined ? {} : { on: finding.on }),
  severity: severityOf(finding),
  message: finding.message,
  evidence: [...(finding.evidence ?? [])],
  ...(finding.impact === undefined ? {} : { impact: finding.impact }),
  hint: finding.hint,
  fix: finding.fix?.safety ?? 'none',
});

/** The diagnosis of a node as a document (schemas/diagnosis.schema.json). */
export const diagnosisDocument = (diagnosis: Diagnosis): DocumentBody<DiagnosisDocument> => ({
  kind: 'Diagnosis',
  healthy: isHealthy(diagnosis),
  node: diagnosis.node,
  ...(diagnosis.builtBy === undefined ? {} : { builtBy: diagnosis.builtBy }),
  ...openTransactionDocument(diagnosis.transaction),
  checks: diagnosis.checks.map(({ check }) => check.name),
  ignored: diagnosis.ignored.map(({ check }) => check.name),
  ...(diagnosis.notRun.length === 0 ? {} : { notRun: diagnosis.notRun.map(({ check }) => check.name) }),
  ...(diagnosis.probed === undefined
    ? {}
    : { probed: { ...diagnosis.probed, silent: [...diagnosis.probed.silent] } }),
  findings: diagnosis.findings.map((finding) => ({
    ...findingDocument(finding),
    consequences: finding.consequences.map(findingDocument),
  })),
});
