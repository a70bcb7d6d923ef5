import { type Diagnosis, isHealthy, type RootFinding, severityOf } from '../../health/index.ts';
import { counted, printable } from '../../text/index.ts';
import { consequenceLines, findingText, hintLines, labelled } from '../findings.ts';
import { transactionLines } from '../open-transaction.ts';
import { paint } from '../paint.ts';
import { fixesLines } from './fixes.ts';

const HEADS = {
  outage: paint.boldRed('OUTAGE: '),
  error: paint.boldRed('error: '),
  warning: paint.boldYellow('warning: '),
} as const;

const findingLines = (finding: RootFinding): string[] => [
  `${HEADS[severityOf(finding)]}${findingText(finding)}`,
  ...labelled('read', finding.evidence ?? []),
  ...labelled('impact', finding.impact === undefined ? [] : [finding.impact]),
  ...hintLines(finding.hint),
  ...consequenceLines(finding),
  '',
];

/** What was checked, and what came of it. */
function verdictLine(diagnosis: Diagnosis): string {
  const { checks, ignored, findings } = diagnosis;
  const of = `${counted(checks.length, 'check')}${ignored.length === 0 ? '' : ` (${ignored.length} ignored)`}`;
  if (findings.length === 0) return `${paint.green('OK: ')}${of}, nothing found`;
  const text = `${counted(findings.length, 'finding')} of ${of}`;
  return isHealthy(diagnosis) ? text : paint.boldRed(text);
}

/** What became of packets to peers, and what was not run. */
function coverageLines({ probed, notRun }: Diagnosis): string[] {
  const names = notRun.map(({ check }) => check.name).join(', ');
  const unasked = probed === undefined || probed.unasked === 0 ? '' : `, ${probed.unasked} not probed`;
  const silent =
    probed === undefined || probed.silent.length === 0 ? '' : `, not ${probed.silent.join(', ')}`;
  return [
    ...(probed === undefined ? [] : [`${counted(probed.answered, 'peer')} answered${silent}${unasked}`]),
    ...(names === '' ? [] : [`Not run, because the bundle lacks what they need: ${names}`]),
  ].map(printable);
}

/** What is wrong with a node, the worst first. */
export const diagnosisText = (diagnosis: Diagnosis): string =>
  [
    ...(diagnosis.builtBy === 'flanneld' ? ['built by flanneld: flannelctl only reads it', ''] : []),
    ...transactionLines(diagnosis.transaction),
    ...diagnosis.findings.flatMap(findingLines),
    ...coverageLines(diagnosis),
    verdictLine(diagnosis),
    ...(diagnosis.builtBy === undefined ? fixesLines(diagnosis) : []),
  ].join('\n');
