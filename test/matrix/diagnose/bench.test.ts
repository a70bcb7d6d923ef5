import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DiagnosisDocument } from '../../../src/generated/types.d.ts';
import { type TestLab, testLab } from '../../support/host/lab.ts';
import { FAULTS, type Fault } from './faults.ts';

const TEN_MINUTES = 600_000;

/** The node that is broken, and one that it is to reach. */
const [BROKEN, PEER] = ['n3', 'n1'];

/** What came of a fault. */
interface Outcome {
  readonly fault: Fault;
  /** The checks that found something, in the order in which they are told. */
  readonly named: readonly string[];
  /** The same after it was mended. */
  readonly after: readonly string[];
}

const outcomes: Outcome[] = [];
let lab: TestLab;

async function inMember(member: string, script: string): Promise<string> {
  const { stdout } = await lab.lab('exec', member, '--', 'sh', '-c', script);
  return stdout;
}

/** What diagnose finds on the node: the causes first, each followed by its consequences. */
async function diagnosed(probes = false): Promise<string[]> {
  const stdout = await inMember(BROKEN, `flannelctl diagnose -o json ${probes ? `--peer ${PEER}` : ''}`);
  const { findings } = JSON.parse(stdout) as DiagnosisDocument;
  return findings.flatMap((finding) => [finding, ...finding.consequences]).map(({ check }) => check);
}

async function tried(fault: Fault): Promise<Outcome> {
  const member = fault.onSwitch ? 'switch' : BROKEN;
  await inMember(member, fault.broken);
  const named = await diagnosed(fault.probes);
  await (fault.mended === 'join'
    ? inMember(BROKEN, 'flannelctl join --yes')
    : inMember(member, fault.mended));
  return { fault, named, after: await diagnosed() };
}

const mark = (is: boolean): string => (is ? 'yes' : 'NO');

/** A line for each fault, and the sums. */
function benchTable(all: readonly Outcome[], falseAlarms: readonly string[]): string {
  const isFirst = ({ fault, named }: Outcome): boolean => named[0] === fault.first;
  const isNamed = ({ fault, named }: Outcome): boolean => named.includes(fault.first);
  const lines = all.map((outcome) => {
    const { fault, named, after } = outcome;
    const how = fault.mended === 'join' ? 'join' : 'by hand';
    const cells = [mark(isFirst(outcome)), mark(isNamed(outcome)), after.length === 0 ? how : 'NO'];
    return `${fault.name.padEnd(46)} ${fault.first.padEnd(16)} ${cells.map((cell) => cell.padEnd(8)).join('')} ${named.join(' ')}`;
  });
  const sum = (is: (outcome: Outcome) => boolean): number => all.filter(is).length;
  return [
    `${'FAULT'.padEnd(46)} ${'CHECK'.padEnd(16)} FIRST   NAMED   MENDED   FOUND`,
    ...lines,
    `${all.length} injected, ${sum(isFirst)} named first, ${sum(isNamed)} named at all, ${sum(({ after }) => after.length === 0)} mended (${sum(({ fault, after }) => fault.mended === 'join' && after.length === 0)} by join), ${falseAlarms.length} false alarms`,
    '',
  ].join('\n');
}

let falseAlarms: string[] = [];

beforeAll(async () => {
  lab = testLab();
  const { exitCode, stderr } = await lab.lab('up');
  expect(exitCode, stderr).toBe(0);
  falseAlarms = await diagnosed(true);
}, TEN_MINUTES);

afterAll(async () => {
  await lab.lab('down');
  process.stdout.write(benchTable(outcomes, falseAlarms));
}, TEN_MINUTES);

test('nothing is found on a healthy node, also by packets to a peer', () => {
  expect(falseAlarms).toEqual([]);
});

test.each(FAULTS)('$name: $first is named first', { timeout: TEN_MINUTES }, async (fault) => {
  const outcome = await tried(fault);
  outcomes.push(outcome);
  expect(outcome.named[0], outcome.named.join(' ')).toBe(fault.first);
  expect(outcome.after).toEqual([]);
});
