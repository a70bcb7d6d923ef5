import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { AgentReport, LabDocument } from '../../../src/generated/types.d.ts';
import { validateLabChangeDocument, validateLabDocument } from '../../../src/generated/validators.js';
import { flannelctl } from '../../support/cli/cli.ts';
import { remainsOf, type TestLab, testLab } from '../../support/host/lab.ts';
import { expectExit } from '../../support/host/node.ts';
import { until } from '../../support/transactions/running.ts';

function labOfTest(): TestLab {
  const lab = testLab();
  onTestFinished(async () => {
    await lab.lab('down');
  });
  return lab;
}

const statusOf = async (lab: TestLab): Promise<LabDocument> => {
  const { stdout } = await lab.lab('status', '-o', 'json');
  const document: unknown = JSON.parse(stdout);
  expect(validateLabDocument(document)).toBe(true);
  return document as LabDocument;
};

/** The subnets of a lab's nodes, by name. */
const subnetsOf = async (lab: TestLab): Promise<Record<string, string>> =>
  Object.fromEntries((await statusOf(lab)).nodes.map(({ name, subnet = '' }) => [name, subnet]));

const routesOf = async (lab: TestLab, node: string): Promise<string[]> =>
  (await lab.exec(node, 'ip', 'route', 'show', 'proto', '140'))
    .split('\n')
    .flatMap((line) => /^\S+/.exec(line)?.[0] ?? []);

test('nodes and pods come and go, the routes of the others follow, and nothing is left', async () => {
  const lab = labOfTest();
  const up = expectExit(await lab.lab('up', '--store', 'etcd', '--nodes', '2', '--pods', '1'), 0);
  expect(up.stdout).toContain('etcd http://192.168.77.254:2379');
  const added = expectExit(await lab.lab('node add', '-o', 'json'), 0);
  const change: unknown = JSON.parse(added.stdout);
  expect(validateLabChangeDocument(change)).toBe(true);
  expect(change).toMatchObject({ kind: 'LabChange', member: 'n3', action: 'added' });
  const { n1 = '', n2 = '', n3 = '' } = await subnetsOf(lab);
  for (const [node, ...others] of [
    ['n1', n2, n3],
    ['n2', n1, n3],
  ] as const)
    await until(
      `routes of ${node}`,
      async () => (await routesOf(lab, node)).toSorted().join() === others.toSorted().join(),
    );
  expect(expectExit(await lab.lab('test'), 0).stdout).toContain('pod → pod            6/6');

  expect(expectExit(await lab.lab('pod add', 'n1'), 0).stdout).toContain('n1-p2 is in the lab');
  const address = (await statusOf(lab)).nodes.at(-1)?.pods[0]?.address ?? '';
  await lab.exec('n1-p2', 'ping', '-c1', '-W5', address);
  expectExit(await lab.lab('pod remove', 'n1-p1'), 0);
  expect((await statusOf(lab)).nodes[0]?.pods.map(({ name }) => name)).toEqual(['n1-p2']);

  expectExit(await lab.lab('node remove', 'n2'), 0);
  await until('n1 has no route to n2', async () => (await routesOf(lab, 'n1')).join() === n3);
  const leases = await lab.exec('n1', 'flannelctl', 'leases');
  expect(leases).toContain('2 records: 1 this node, 1 peer.');
  const own = await lab.lab('exec', 'n1', '--', 'flannelctl', 'leases', 'remove', n1, '--yes', '--force');
  expectExit(own, 75);
  expect(own.stderr).toContain('is the record of this node, and its agent runs');

  expect(expectExit(await lab.lab('down'), 0).stdout).toContain('nothing is left of it');
  expect(await remainsOf(lab)).toEqual([]);
});

test('an agent that was killed is told, and restarted', async () => {
  const lab = labOfTest();
  expectExit(await lab.lab('up', '--store', 'etcd', '--nodes', '1', '--pods', '0'), 0);
  const text = await readFile(path.join(lab.folder, 'nodes/n1/run/flannelctl/agent.json'), 'utf8');
  process.kill((JSON.parse(text) as AgentReport).pid, 'SIGKILL');
  const told = expectExit(await lab.lab('status'), 11);
  expect(told.stdout).toContain(`its agent does not run: flannelctl lab node restart --name ${lab.name} n1`);
  expectExit(await lab.lab('node restart', 'n1'), 0);
  expectExit(await lab.lab('status'), 0);
});

test('what can’t be is refused', async () => {
  const lab = labOfTest();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-path-'));
  onTestFinished(async () => rm(folder, { recursive: true }));
  const args = ['lab', 'up', '--store', 'etcd', '--pods', '0', '--name', lab.name];
  const missing = expectExit(await flannelctl(args, { env: { PATH: folder } }), 69);
  expect(missing.stderr).toContain('apt-get install etcd-server');
  expectExit(await lab.lab('up', '--nodes', '1', '--pods', '0'), 0);
  const storeless = expectExit(await lab.lab('node add'), 64);
  expect(storeless.stderr).toContain('follow no store');
  expectExit(await lab.lab('pod remove', 'n1-p1'), 64);
  expect(expectExit(await lab.lab('pod add', 'n1'), 0).stdout).toContain('n1-p1 is in the lab');
});
