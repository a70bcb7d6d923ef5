import { expect, test } from 'vitest';
import { foldFindings } from '../../../../src/health/findings/fold.ts';
import { finding } from '../support.ts';

const shape = (found: ReturnType<typeof foldFindings>) =>
  found.map(({ check, consequences }) => [check, ...consequences.map((one) => one.check)]);

test('the worst comes first, and equals keep their order', () => {
  const found = [
    finding('A', { severity: 'warning' }),
    finding('B'),
    finding('C', { effect: 'outage', severity: 'warning' }),
    finding('D'),
  ];
  expect(shape(foldFindings(found))).toEqual([['C'], ['B'], ['D'], ['A']]);
});

test('a consequence is below the cause of its cause, and its severity counts', () => {
  const found = [
    finding('Other'),
    finding('Fdb', { follows: ['Neighbors'], severity: 'warning' }),
    finding('Neighbors', { follows: ['Link'], effect: 'outage' }),
    finding('Link', { severity: 'warning' }),
  ];
  expect(shape(foldFindings(found))).toEqual([['Link', 'Fdb', 'Neighbors'], ['Other']]);
});

test('a finding whose cause was not found stands alone', () => {
  const found = [finding('Fdb', { follows: ['Link', 'Port'] }), finding('Port')];
  expect(shape(foldFindings(found))).toEqual([['Port', 'Fdb']]);
  expect(shape(foldFindings(found.slice(0, 1)))).toEqual([['Fdb']]);
});

test('a check that finds two things has consequences once, and findings that follow from each other are kept', () => {
  const found = [finding('Link'), finding('Link'), finding('Fdb', { follows: ['Link'] })];
  expect(shape(foldFindings(found))).toEqual([['Link', 'Fdb'], ['Link']]);
  const circle = [
    finding('A', { follows: ['B'] }),
    finding('B', { follows: ['A'] }),
    finding('C', { follows: ['C'] }),
  ];
  expect(shape(foldFindings(circle))).toEqual([['A'], ['B'], ['C']]);
});
