import { expect, test } from 'vitest';
import { CHECK_GROUPS } from '../../../../src/checks/index.ts';
import { type CheckSelection, selectChecks } from '../../../../src/health/diagnose/select.ts';

const names = ({ checks }: Pick<CheckSelection, 'checks'>): string[] => checks.map(({ check }) => check.name);

const all = CHECK_GROUPS.flatMap(({ checks }) => checks.map(({ name }) => name));

test('without names every check is run, once, in the order of groups', () => {
  expect(names(selectChecks([], []))).toEqual(all);
  expect(new Set(all).size).toBe(all.length);
});

test('where a group has the name of a check, the case of letters decides', () => {
  const group = CHECK_GROUPS.find(({ name }) => name === 'firewall')?.checks.map(({ name }) => name) ?? [];
  expect(names(selectChecks(['Firewall'], []))).toEqual(['Firewall']);
  expect(names(selectChecks(['firewall'], []))).toEqual(group);
  expect(names(selectChecks(['FIREWALL'], []))).toEqual(group);
  expect(group.length).toBeGreaterThan(1);
});

test('names are of checks and groups, in any case; what is ignored is left out', () => {
  const kernel = CHECK_GROUPS.find(({ name }) => name === 'kernel')?.checks.map(({ name }) => name) ?? [];
  expect(names(selectChecks(['KERNEL', 'ways', 'Sysctls'], []))).toEqual([...kernel, 'Ways']);
  const selection = selectChecks(['kernel'], ['sysctls', 'Firewall']);
  expect(names(selection)).toEqual(kernel.filter((name) => name !== 'Sysctls'));
  expect(names({ checks: selection.ignored })).toEqual(['Sysctls']);
});

test.each([
  [['firewal'], [], 'firewal', 'Did you mean firewall?'],
  [[], ['Sysctl'], 'Sysctl', 'Did you mean Sysctls?'],
])('an unknown name is refused with the nearest one and the list: %j %j', (wanted, ignored, name, meant) => {
  expect(() => selectChecks(wanted, ignored)).toThrow(
    expect.objectContaining({
      exit: 'usage',
      message: expect.stringContaining(name) as string,
      hint: expect.stringMatching(new RegExp(`^${meant.replace('?', '\\?')} .*kernel.*Sysctls`)) as string,
    }),
  );
});
