import { type Diagnosis, type GroupedCheck, type GroupedFinding, isFailure } from '../../health/index.ts';
import { printableLines } from '../../text/index.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
};

/** A text as the value of an attribute, or between tags. What XML can't hold is unprintable, too (XML 1.0, 2.2). */
const xml = (text: string): string =>
  printableLines(text).replaceAll(/[&<>"\n\t]/g, (character) => ENTITIES[character] ?? '');

const body = ({ message, evidence = [], impact, hint }: GroupedFinding): string =>
  [message, ...evidence, ...(impact === undefined ? [] : [impact]), hint].join('\n');

/** The element that says what a check found; warnings are no failure. */
function resultOf(findings: readonly GroupedFinding[]): string {
  const [first, ...others] = findings.filter(isFailure);
  if (first === undefined)
    return findings.map((finding) => `<system-out>${xml(body(finding))}</system-out>`).join('');
  const text = xml([first, ...others].map(body).join('\n\n'));
  return `<failure message="${xml(first.message)}">${text}</failure>`;
}

const testCase = ({ group, check }: GroupedCheck, result: string): string =>
  `  <testcase classname="flannelctl.diagnose.${xml(group)}" name="${xml(check.name)}">${result}</testcase>`;

/** A diagnosis as JUnit's XML, as CI systems read it: a test case for each check. */
export function diagnosisJunit({ node, checks, ignored, findings }: Diagnosis): string {
  const all = findings.flatMap((finding) => [finding, ...finding.consequences]);
  const found = (name: string): GroupedFinding[] => all.filter(({ check }) => check === name);
  const failures = checks.filter(({ check }) => found(check.name).some(isFailure)).length;
  const counts = `tests="${checks.length + ignored.length}" failures="${failures}" skipped="${ignored.length}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="flannelctl diagnose" hostname="${xml(node)}" ${counts}>`,
    ...checks.map((one) => testCase(one, resultOf(found(one.check.name)))),
    ...ignored.map((one) => testCase(one, '<skipped/>')),
    '</testsuite>',
    '',
  ].join('\n');
}
