import { expect, test } from 'vitest';
import { KernelRefusals } from '../../../src/agent/passes/kernel-refusals.ts';
import { Failure } from '../../../src/errors/index.ts';
import { StepFailure } from '../../../src/host/index.ts';

/** A change that was rolled back because the kernel refused an object. */
function refusalOf(key: string): Failure {
  const step = {
    change: { key, action: 'create', to: { kind: 'address' } },
    instruction: { tool: 'ip', args: [] },
  };
  const cause = new StepFailure([step] as never, 'IPv6 is disabled', '/');
  return new Failure('rolledBack', 'The apply failed', { cause });
}

test('an object of a node that was set up is left out when it is refused twice, until it is not', () => {
  const refusals = new KernelRefusals();
  const refused = refusalOf('address flannel-v6.1 fd00::/128');
  refusals.begin();
  expect(() => refusals.add(refused, true)).toThrow(refused);
  refusals.begin();
  refusals.add(refused, true);
  expect([...refusals.parts.objects]).toEqual(['address flannel-v6.1 fd00::/128']);
  expect(refusals.texts().join()).toContain('the kernel refuses address flannel-v6.1 fd00::/128: ');
  refusals.end();
  refusals.begin();
  refusals.end();
  expect(refusals.texts()).toEqual([]);
  expect(() => refusals.add(refused, true)).toThrow(refused);
});

test('a node that was never set up is not set up without one of its objects', () => {
  const refusals = new KernelRefusals();
  for (const refused of [1, 2].map(() => refusalOf('link flannel.1'))) {
    refusals.begin();
    expect(() => refusals.add(refused, false)).toThrow(refused);
  }
});
