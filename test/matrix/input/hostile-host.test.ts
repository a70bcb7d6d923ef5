import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ChangesDocument } from '../../../src/generated/types.d.ts';
import type { CliResult } from '../../support/cli/cli.ts';
import { freshHost, type Host, type RunOptions } from '../../support/host/netns.ts';
import { initArgs, initN1 } from '../../support/host/node.ts';
import { MISBEHAVIOUR, wrapTools } from '../../support/host/tools.ts';
import { FORGED } from '../../support/spoilt.ts';
import { HOSTILE, STYLE_CODE, steeringIn } from '../../support/steering.ts';

/** What `ip -j` prints as JSON all the same (iproute2 6.15 leaves other control characters unescaped). */
const NASTY_ALIAS = `a\u007f\u009b31m\u202e\u2066\u200b${FORGED}`;
const NASTY_LINK = 'e\u202e\u009b\u007f';
const NASTY_FILE = `0${HOSTILE}\n${FORGED}`;

const FORGED_LINE = new RegExp(`^[\\s→]*${FORGED}`, 'm');

function expectHarmless({ stdout, stderr }: CliResult): void {
  expect(steeringIn(stdout + stderr)).toEqual([]);
  expect(`${stdout}\n${stderr}`).not.toMatch(FORGED_LINE);
}

/** Runs a command in every format, and gives its documents. */
async function inAllFormats(host: Host, args: readonly string[], options?: RunOptions): Promise<object[]> {
  const run = async (...more: string[]): Promise<string> => {
    const result = await host.flannelctl([...args, ...more], options);
    expectHarmless(result);
    return result.stdout;
  };
  await run();
  return [JSON.parse(await run('-o', 'json')) as object, parse(await run('-o', 'yaml')) as object];
}

it('a host with nasty names, aliases and files is told of harmlessly, and whole', async () => {
  const host = await freshHost();
  await initN1(host);
  const ip = async (...args: string[]) => execa('ip', ['-n', host.netns, ...args]);
  await ip('link', 'set', 'dev', 'flannel.1', 'alias', NASTY_ALIAS);
  await ip('link', 'add', 'name', NASTY_LINK, 'type', 'veth', 'peer', 'name', 'far');
  await ip('link', 'set', 'dev', NASTY_LINK, 'alias', NASTY_ALIAS, 'up');
  await ip('address', 'add', '192.0.2.1/24', 'dev', NASTY_LINK);
  await ip('route', 'add', '198.51.100.0/24', 'dev', 'flannel.1');
  await writeFile(path.join(host.root, 'etc/cni/net.d', `${NASTY_FILE}.conflist`), '{}');

  for (const document of await inAllFormats(host, ['diff'])) {
    const { changes } = document as ChangesDocument;
    expect(changes.flatMap(({ fields = [] }) => fields.map(({ from }) => from))).toContain(NASTY_ALIAS);
  }
  expectHarmless(await host.flannelctl(['status', '--no-probe']));
  await inAllFormats(host, ['reset', '--dry-run', '--verbose', '--accept-loss']);
  const missing = await host.flannelctl(['join', '--iface', 'missing', '--dry-run', '-o', 'json']);
  expectHarmless(missing);
  expect(missing.stdout).toContain('e\\u202e\\u009b\\u007f 192.0.2.1');
  expect(missing.stderr).toContain('e��␡ 192.0.2.1');
  const colored = await host.flannelctl(['diff'], { env: { NO_COLOR: '', FORCE_COLOR: '1' } });
  expect(colored.stdout).toMatch(STYLE_CODE);
  expect(steeringIn(colored.stdout.replaceAll(STYLE_CODE, ''))).toEqual([]);
  const { stderr } = await host.flannelctl(['join', '--dry-run']);
  expect(stderr).toContain(`${FORGED}.conflist`);
  const events = await host.flannelctl(['join', '--yes', '--verbose', '-o', 'ndjson']);
  expectHarmless(events);
  expect(
    events.stdout
      .trim()
      .split('\n')
      .map((line) => typeof JSON.parse(line)),
  ).not.toContain('string');
  expect(events.stdout).toContain('\\u202e');
});

it('what tools say is told of harmlessly, in a change and before it', async () => {
  const host = await freshHost();
  const say = `printf '\\033[31m\\302\\233\\342\\200\\256\\n${FORGED}\\n' >&2; exit 1`;
  const failing = await wrapTools(MISBEHAVIOUR.none, `case "$tool $*" in 'bridge '*) ${say} ;; esac`);
  await inAllFormats(host, [...initArgs(), '--dry-run'], { via: failing.via });
  const late = await wrapTools(`[ "$n" -eq 3 ] && { cat > /dev/null; ${say}; }`);
  const result = await host.flannelctl([...initArgs(), '--yes', '--verbose'], { via: late.via });
  expectHarmless(result);
  expect(result.stdout + result.stderr).toContain('␛[31m');
});

/** With what is not seen: a holder that says what is worse is not believed. */
const NASTY_COMMAND = 'flannelctl\ufe0f\u034f init';

/** Holds the lock of a host, and answers who asks with a nasty command. */
const HOLDER = `
const answer = JSON.stringify({ pid: 1, command: process.argv[1], since: new Date().toISOString() }) + '\\n';
require('node:net').createServer((client) => client.end(answer))
  .listen('\\0' + 'flannelctl.lock'.padEnd(107, '.'), () => console.log('held'));`;

it('the answer of whoever holds the lock is told of harmlessly', async () => {
  const host = await freshHost();
  const node = [process.execPath, '-e', HOLDER, NASTY_COMMAND];
  const holder = execa('ip', ['netns', 'exec', host.netns, ...node], { reject: false });
  await new Promise((resolve) => holder.stdout.once('data', resolve));
  const result = await host.flannelctl([...initArgs(), '--yes']);
  holder.kill();
  expect(result.exitCode).toBe(75);
  expect(result.stderr).toContain('flannelctl�� init (pid 1)');
  expectHarmless(result);
});

it('nasty words and folders are told of harmlessly', async () => {
  const host = await freshHost();
  const root = path.join(host.root, NASTY_FILE);
  await mkdir(path.join(root, 'var/lib/flannelctl'), { recursive: true });
  await writeFile(path.join(root, 'var/lib/flannelctl/node.json'), '{', { mode: 0o600 });
  const run = async (...args: string[]): Promise<void> =>
    expectHarmless(await host.flannelctl(args, { env: { FLANNELCTL_ROOT: root, DEBUG: '1' } }));
  await run('status');
  await run('status', '-o', NASTY_FILE);
  await run('status', `--${NASTY_FILE}`);
  await run(NASTY_FILE);
  await run('validate', NASTY_FILE);
  await run('plan', '--net-conf', '{}', '--nodes', NASTY_FILE);
  await run(...initArgs().map((word) => (word === 'n1' ? NASTY_FILE : word)), '--dry-run');
  await run('lab', 'status', '--name', NASTY_FILE);
});
