import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { sceneOf } from '../../support/host/kill.ts';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initArgs, SUBNET_ENV } from '../../support/host/node.ts';

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

test('status of a host that flannel built says so, and how to look at it', async () => {
  const host = await freshHost();
  const file = path.join(host.root, SUBNET_ENV);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, 'FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\nFLANNEL_MTU=1450\n');
  const { stderr } = expectExit(await host.flannelctl(['status']), 3);
  expect(stderr).toMatch(
    /^Error: flannel has built this node \(.*\), not flannelctl\n.*flannelctl diff\. .*join\n/,
  );
});
