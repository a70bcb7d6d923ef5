import { expect, test } from 'vitest';
import { Failure } from '../../../src/errors/index.ts';
import { type Target, tryInput } from '../../fuzz/engine.ts';
import { allTargets } from '../../fuzz/targets.ts';
import { REPOSITORY } from '../../support/cli/cli.ts';

/** Few, and always the same: `npm run fuzz` tries as many others as there is time for. */
const INPUTS = 20;

test.each(allTargets(REPOSITORY))('$name: no input is unforeseen', async (target) => {
  const read = await Promise.allSettled(target.samples.map(async (sample) => target.read(sample)));
  // Otherwise nothing behind the first refusal would be tried.
  expect(read.map(({ status }) => status)).toContain('fulfilled');
  for (let n = 0; n < INPUTS; n += 1) expect(await tryInput(target, 1, n)).toBeUndefined();
});

const reader = (read: (text: string) => unknown): Target => ({
  name: 'made',
  samples: ['a "quoted" text'],
  read,
});

async function firstFinding(target: Target): Promise<unknown> {
  for (let n = 0; n < 500; n += 1) {
    const finding = await tryInput(target, 7, n);
    if (finding !== undefined) return finding;
  }
  return undefined;
}

test('what is unforeseen is found, and told with the least input that shows it', async () => {
  const stumbles = reader((text) => {
    if (text.includes('{')) throw new TypeError('x is undefined');
  });
  const finding = await firstFinding(stumbles);
  expect(finding).toMatchObject({ target: 'made', seed: 7, input: '{' });
  expect(await firstFinding(stumbles)).toEqual(finding);
});

test('a foreseen failure is none, and an unexpected one is', async () => {
  expect(
    await firstFinding(
      reader(() => {
        throw new Failure('invalidConfig', 'no');
      }),
    ),
  ).toBeUndefined();
  expect(
    await firstFinding(
      reader(() => {
        throw new Failure('unexpected', 'no');
      }),
    ),
  ).toBeDefined();
});
