import { describe, expect, it, test } from 'vitest';
import { validateErrorDocument } from '../../../src/generated/validators.js';
import { inProcess } from '../../support/cli/in-process.ts';

describe('an unknown command', () => {
  it('gives an error document', async () => {
    const { exitCode, stdout } = await inProcess(['bogus', '-o', 'json']);
    expect(exitCode).toBe(64);
    const document: unknown = JSON.parse(stdout);
    expect(validateErrorDocument(document), stdout).toBe(true);
    expect(document).toMatchObject({ error: { message: 'there is no command bogus' } });
  });

  it('gives an error event', async () => {
    const { stdout } = await inProcess(['bogus', '-o', 'ndjson']);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'Event', event: 'error', error: { exitCode: 64 } });
  });
});

test.each([
  ['help bogus', 'there is no command bogus', 'See flannelctl --help.'],
  ['statsu', 'there is no command statsu', 'Did you mean status?'],
  ['--root /x status', '--root stands where a command is expected', 'Flags go after the command'],
  ['status --output=xml', '--output: expected one of text, json, yaml, not xml', '--help'],
  ['status --output', '--output needs a value: text, json, yaml', '--help'],
  ['status extra', 'unexpected argument extra', '--help'],
  ['init --cni-type calico', '--cni-type: expected one of bridge, flannel, not calico', '--help'],
  ['init --net-conf', '--net-conf needs a value', '--help'],
  ['plan --from-host --node a --node b', '--node is given more than once', '--help'],
  ['lab up --nodes x', '--nodes: expected a whole number, not x', '--help'],
  [
    'trace',
    'src is missing: Where the packet comes from; dst is missing: Where it goes to',
    'See the command with --help.',
  ],
  ['trace host', 'dst is missing: Where it goes to', 'See the command with --help.'],
  ['lab node remove', 'node is missing: Its name', 'See the command with --help.'],
  ['status --no-color', 'there is no flag --no-color', 'Set NO_COLOR=1'],
  ['reset --force', 'there is no flag --force', '--yes goes on without asking.'],
])('%s is refused in plain words, with what to do', async (line, message, hint) => {
  const { exitCode, stdout, stderr } = await inProcess(line.split(' '));
  expect(exitCode).toBe(64);
  expect(stdout).toBe('');
  expect(stderr).toContain(`Error: ${message}\n`);
  expect(stderr).toContain(`  → ${hint}`.replace('→ --help', '→ See the command with --help'));
});
