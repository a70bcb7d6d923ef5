import {
  type Diagnosis,
  type GroupedCheck,
  type GroupedFinding,
  isFailure,
  type RootFinding,
} from '../../health/index.ts';
import { printableLines } from '../../text/index.ts';
import { transactionText } from '../open-transaction.ts';

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

/** A finding with the one that it follows from, if it does. */
interface PlacedFinding extends GroupedFinding {
  readonly root?: string;
}

const placed = ({ consequences, ...finding }: RootFinding): PlacedFinding[] => [
  finding,
  ...consequences.map((one) => ({ ...one, root: finding.check })),
];

const body = ({ message, evidence = [], impact, hint, root }: PlacedFinding): string =>
  [
    message,
    ...evidence,
    ...(impact === undefined ? [] : [impact]),
    hint,
    ...(root === undefined ? [] : [`follows from ${root}`]),
  ].join('\n');

/** The element that says what a check found; warnings are no failure. */
function resultOf(findings: readonly PlacedFinding[]): string {
  const [first, ...others] = findings.filter(isFailure);
  if (first === undefined)
    return findings.map((finding) => `<system-out>${xml(body(finding))}</system-out>`).join('');
  const text = xml([first, ...others].map(body).join('\n\n'));
  return `<failure message="${xml(first.message)}">${text}</failure>`;
}

interface TestCase {
  readonly group: string;
  readonly name: string;
  /** The element that says how it ended; empty if nothing was found. */
  readonly result: string;
  readonly isFailure?: boolean;
}

const caseOf = (group: string, name: string, findings: readonly PlacedFinding[]): TestCase => ({
  group,
  name,
  result: resultOf(findings),
  isFailure: findings.some(isFailure),
});

const skippedCase =
  (reason: string) =>
  ({ group, check: { name } }: GroupedCheck): TestCase => ({
    group,
    name,
    result: `<skipped message="${xml(reason)}"/>`,
  });

/** An open change that was interrupted fails a diagnosis by itself. */
function transactionCase({ transaction }: Diagnosis): TestCase[] {
  if (transaction?.state !== 'unfinished') return [];
  const text = xml(transactionText(transaction));
  const result = `<failure message="${text}">${text}</failure>`;
  return [{ group: 'transactions', name: 'Transaction', result, isFailure: true }];
}

/** A case for each check, and for what else was found, by packets to peers. */
function casesOf(diagnosis: Diagnosis): TestCase[] {
  const { checks, ignored, notRun, findings } = diagnosis;
  const all = findings.flatMap(placed);
  const run = checks.filter((one) => !notRun.includes(one));
  const known = new Set(run.map(({ check }) => check.name));
  const others = new Map(all.filter(({ check }) => !known.has(check)).map((one) => [one.check, one.group]));
  const found = (name: string): PlacedFinding[] => all.filter(({ check }) => check === name);
  return [
    ...run.map(({ group, check: { name } }) => caseOf(group, name, found(name))),
    ...[...others].map(([name, group]) => caseOf(group, name, found(name))),
    ...transactionCase(diagnosis),
    ...ignored.map(skippedCase('ignored')),
    ...notRun.map(skippedCase('the bundle lacks what it needs')),
  ];
}

const caseText = ({ group, name, result }: TestCase): string =>
  `  <testcase classname="flannelctl.diagnose.${xml(group)}" name="${xml(name)}">${result}</testcase>`;

/** A diagnosis as JUnit's XML, as CI systems read it: a test case for each check. */
export function diagnosisJunit(diagnosis: Diagnosis): string {
  const cases = casesOf(diagnosis);
  const failures = cases.filter((one) => one.isFailure).length;
  const skipped = diagnosis.ignored.length + diagnosis.notRun.length;
  const counts = `tests="${cases.length}" failures="${failures}" skipped="${skipped}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="flannelctl diagnose" hostname="${xml(diagnosis.node)}" ${counts}>`,
    ...cases.map(caseText),
    '</testsuite>',
    '',
  ].join('\n');
}
