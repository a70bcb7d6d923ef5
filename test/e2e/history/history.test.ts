import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { HistoryDocument, HistoryEntry } from '../../../src/generated/types.d.ts';
import { validateHistoryDocument } from '../../../src/generated/validators.js';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf, RECORD } from '../../support/host/node.ts';
import { standIns } from '../../support/transactions/gates.ts';

const HISTORY = path.join(path.dirname(RECORD), 'history.ndjson');

async function historyOf(host: Host): Promise<readonly HistoryEntry[]> {
  const { stdout } = expectExit(await host.flannelctl(['history', '-o', 'json']), 0);
  const document = JSON.parse(stdout) as HistoryDocument;
  expect(validateHistoryDocument(document), stdout).toBe(true);
  expect(document).toMatchObject({ kind: 'History', version: 1 });
  return document.changes;
}

test('history has each change with its command, user, objects and outcome, the newest first', async () => {
  const host = await freshHost();
  await initN1(host, netConf({ Comment: 'secret' }), [], { env: { SUDO_USER: 'alice' } });
  expectExit(await host.flannelctl(['join', '--remove-peer', 'n3', '--yes']), 0);
  expectExit(await host.flannelctl(['join']), 0);
  const [join, init, ...rest] = await historyOf(host);
  expect(rest).toEqual([]);
  expect(init).toMatchObject({ outcome: 'applied', user: { uid: 0, name: 'root', sudoUser: 'alice' } });
  expect(init?.command).toMatch(/^flannelctl init --net-conf '…' --node n1 --peer /);
  expect(init?.changes?.objects).toHaveLength(20);
  expect(init?.changes?.objects).toContainEqual(expect.stringMatching(/^\+ link flannel\.1 /));
  expect(join?.changes?.counts).toEqual({ delete: 4 });
  expect(JSON.stringify([join, init])).not.toContain('secret');
  const { stdout } = expectExit(await host.flannelctl(['history', '--limit', '1', '-v']), 0);
  expect(stdout).toMatch(
    /^ID +SINCE .*\n\w{6} .* root .* applied +-4 +flannelctl join --remove-peer n3 --yes\n/,
  );
  expect(stdout.match(/^ {2}- /gm)).toHaveLength(4);
  expectExit(await host.flannelctl(['reset', '--yes']), 0);
  expect(await historyOf(host)).toEqual([]);
});

test('history tells an open change, how it was ended and by whom, and why one failed', async (context) => {
  const host = await freshHost();
  await initN1(host);
  await host.sh('ip link delete flannel.1');
  const { via } = await standIns(context, '[ "$n" -ge 3 ] && { kill -9 "$PPID"; exit 1; }');
  expect((await host.flannelctl(['join', '--yes'], { via })).exitCode).not.toBe(0);
  const [open] = await historyOf(host);
  expect(open).toMatchObject({
    outcome: 'open',
    reason: 'it was interrupted',
    command: 'flannelctl join --yes',
  });
  expectExit(await host.flannelctl(['rollback', '--yes']), 0);
  const [ended] = await historyOf(host);
  expect(ended).toMatchObject({
    id: open?.id,
    outcome: 'rolledBack',
    reason: 'requested by flannelctl rollback',
    endedBy: { command: 'flannelctl rollback --yes' },
  });
  const refusing = await standIns(context, '[ "$n" -eq 3 ] && { echo "out of luck" >&2; exit 1; }');
  expectExit(await host.flannelctl(['join', '--yes'], { via: refusing.via }), 5);
  const [failed, ...before] = await historyOf(host);
  expect(failed).toMatchObject({ outcome: 'rolledBack', command: 'flannelctl join --yes' });
  expect(failed?.reason).toContain('out of luck');
  expect(before.map(({ outcome }) => outcome)).toEqual(['rolledBack', 'applied']);
});

test('a damaged history is named, and stops no change', async () => {
  const host = await freshHost();
  await initN1(host);
  const file = path.join(host.root, HISTORY);
  await writeFile(file, '{"id":1}\n');
  const { stderr } = expectExit(await host.flannelctl(['history']), 3);
  expect(stderr).toContain(`${file}: line 1 is no entry of a history`);
  await host.sh('ip link delete cni0');
  const join = expectExit(await host.flannelctl(['join', '--yes', '-o', 'json']), 0);
  expect(JSON.parse(join.stdout)).toMatchObject({
    result: 'applied',
    warnings: [{ message: expect.stringContaining('line 1 is no entry') as string }],
  });
});
