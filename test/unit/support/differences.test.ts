import { expect, it } from 'vitest';
import { unordered } from '../../support/host/snapshot.ts';
import { differences } from '../../support/kill/survey.ts';

const RULES = ['*filter', ':FORWARD ACCEPT [0:0]', '-A FORWARD -j ONE', '-A FORWARD -j TWO', 'COMMIT'];

const compare = (wanted: readonly string[], found: readonly string[]): string[] =>
  differences(unordered({ 'iptables-save': wanted }), unordered({ 'iptables-save': found }));

it('two snapshots of one state do not differ, in whichever order a list is that has none', () => {
  expect(compare(RULES, RULES)).toEqual([]);
  const routes = ['{"dst":"10.1.0.0/16"}', '{"dst":"10.2.0.0/16"}'];
  const show = (lines: readonly string[]) => unordered({ 'ip -d -j route show table all': lines });
  expect(differences(show(routes), show(routes.toReversed()))).toEqual([]);
});

it('a rule that is there twice, or in another place of its chain, is a difference', () => {
  const [table = '', chain = '', one = '', two = '', end = ''] = RULES;
  expect(compare(RULES, [table, chain, one, one, two, end])).not.toEqual([]);
  expect(compare(RULES, [table, chain, two, one, end])).not.toEqual([]);
  expect(compare([table, chain, one, one, two, end], RULES)).not.toEqual([]);
});

it('a line that is there twice is one more than one, and what one snapshot lacks altogether is missing', () => {
  expect(differences({ files: ['a', 'b'] }, { files: ['a', 'b', 'b'] })).toEqual(['files has b']);
  expect(differences({ files: ['a'] }, {})).toEqual(['files lacks a']);
  expect(differences({}, { files: ['a'] })).toEqual(['files has a']);
  expect(differences({ files: ['a', 'b'] }, { files: ['b', 'a'] })).toEqual([
    'files has another order from a on',
  ]);
});

it('chains of nft may be in another order, rules may not', () => {
  const chain = (name: string, ...rules: string[]): string[] => [
    `\tchain ${name} {`,
    ...rules.map((rule) => `\t\t${rule}`),
    '\t}',
  ];
  const table = (...chains: string[][]) => ({
    'nft list ruleset': ['table ip nat {', ...chains.flat(), '}'],
  });
  const [one, other] = [chain('ONE', 'accept', 'drop'), chain('OTHER', 'return')];
  const listed = unordered(table(one, other));
  expect(differences(listed, unordered(table(other, one)))).toEqual([]);
  expect(differences(listed, unordered(table(chain('ONE', 'drop', 'accept'), other)))).not.toEqual([]);
});
