import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { sceneOf } from '../../support/host/kill.ts';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initArgs } from '../../support/host/node.ts';

const INIT = [...initArgs(), '--yes'];
const BEGUN = /^(?:link|rename) var.lib.flannelctl.journal.ndjson$/;

test('a first init that is killed before its first batch is told by status and diff', async () => {
  const scene = await sceneOf(await freshHost());
  const sideEffects = await scene.sideEffects(INIT);
  const at = sideEffects.findIndex((sideEffect) => BEGUN.test(sideEffect));
  expect(at, sideEffects.join('\n')).toBeGreaterThanOrEqual(0);
  expectExit(await scene.run(['reset', '--yes']), 0);
  await scene.kill(INIT, { moment: 'after', n: at + 1, sideEffect: sideEffects[at] ?? '' });
  const text = expectExit(await scene.run(['status']), 10);
  expect(text.stderr).toMatch(
    /has not been set up, and transaction \w+ of flannelctl init .* was interrupted/,
  );
  expect(text.stderr).toContain('flannelctl rollback');
  const json = expectExit(await scene.run(['status', '-o', 'json']), 10);
  expect(json.stdout).toContain('of flannelctl init');
  const diff = expectExit(await scene.run(['diff', '-o', 'json']), 64);
  expect(JSON.parse(diff.stdout)).toMatchObject({
    kind: 'Error',
    warnings: [{ message: expect.stringContaining('was interrupted') as string }],
  });
  expectExit(await scene.run(['rollback', '--yes']), 0);
  expectExit(await scene.run(['status']), 3);
  await rm(scene.folder, { recursive: true });
});
