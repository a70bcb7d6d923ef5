import { expect, it } from 'vitest';
import { rollbackFailure } from '../../../src/reconcile/rollback/report.ts';
import type { RollbackResult } from '../../../src/reconcile/rollback/roll-back.ts';
import type { Change, HostObject } from '../../../src/state/index.ts';

const setting = (value: string): HostObject => ({ kind: 'sysctl', path: 'net/ipv4/ip_forward', value });
const CHANGE: Change = {
  action: 'update',
  key: 'sysctl net/ipv4/ip_forward',
  from: setting('1'),
  to: setting('0'),
  fields: [{ field: 'value', from: '1', to: '0' }],
};
const CLEAN: RollbackResult = {
  compared: 7,
  foreign: [],
  residue: [],
  lost: [],
  trouble: undefined,
  unseen: undefined,
};

/** What a command ends with after a rollback. */
const failureOf = (result: Partial<RollbackResult>) =>
  rollbackFailure('nft refused it', 'rolledBack', { ...CLEAN, ...result });

it('a rollback that restored the host ends with why there was one', () => {
  const { exit, message, problems, hint } = failureOf({});
  expect([exit, message, problems]).toEqual(['rolledBack', 'nft refused it', []]);
  expect(hint).toBe('Rolled back. Verified: the host is as it was before (7 objects compared).');
});

it('what other programs changed meanwhile is a warning, and named', () => {
  const { exit, problems, hint } = failureOf({ foreign: [CHANGE] });
  expect(exit).toBe('rolledBack');
  expect(problems).toMatchObject([
    {
      severity: 'warning',
      message: expect.stringMatching(/^changed by another program in the meantime: .*net\/ipv4\/ip_forward/),
    },
  ]);
  expect(hint).toContain('but for what other programs have changed since');
});

it.each<[string, Partial<RollbackResult>, readonly string[]]>([
  [
    'is not as before',
    { residue: [CHANGE] },
    ['not as before: sysctl net/ipv4/ip_forward = 0 (update needed)'],
  ],
  [
    'can’t be created again',
    { lost: ['10.9.0.0/16 dev flannel.1'] },
    ["deleted with a link of flannelctl, and can't be created again: 10.9.0.0/16 dev flannel.1"],
  ],
  [
    'can’t be read',
    { unseen: 'ip: no memory' },
    ["the host can't be read, so it is not known what is left: ip: no memory"],
  ],
])('what %s after a rollback is an error, and named', (_, result, lines) => {
  const { exit, message, problems } = failureOf(result);
  expect([exit, message]).toEqual(['residue', 'nft refused it']);
  expect(problems.map(({ severity, message: line }) => [severity, line])).toEqual(
    lines.map((line) => ['error', line]),
  );
});

it('a rollback that failed says so', () => {
  const { exit, message } = failureOf({ trouble: 'the journal can’t be written' });
  expect(exit).toBe('residue');
  expect(message).toBe('nft refused it; the rollback failed, too: the journal can’t be written');
});
