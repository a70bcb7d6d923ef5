import { expect, test } from 'vitest';
import { FLANNELCTL, flannelctl } from '../../support/cli/cli.ts';

test.each([
  ['a flag misspelt', ['plan', '--netconf', 'x'], 'there is no flag --netconf', 'Did you mean --net-conf?'],
  ['a no- flag misspelt', ['init', '--no-ipmasq'], 'there is no flag --no-ipmasq', 'mean --no-ip-masq?'],
  ['a flag like no other', ['init', '-x'], 'there is no flag -x', '--help'],
  ['none of two', ['recover'], 'give exactly one of --abandon, --forward', '--help'],
  ['a wrong time', ['up', '--wait', 'x'], '--wait: expected seconds or minutes, such as 90', '--help'],
  [
    'a wrong number',
    ['lab', 'up', '--nodes', '99'],
    '--nodes: expected a whole number of at most 50, not 99',
    '--help',
  ],
  [
    'a flag without another',
    ['plan', '--node', 'a', '--nodes', 'b'],
    '--node needs --from-host, too',
    '--help',
  ],
  [
    'two that exclude each other',
    ['status', '--json', '-o', 'yaml'],
    "can't be given beside --json",
    '--help',
  ],
  [
    'a switch that excludes a value',
    ['status', '--wait', '3s', '--watch'],
    "--wait can't be given beside --watch",
    '--help',
  ],
  [
    'more than one fault',
    ['recover', '--forward', '--abandon', '--json', '-o', 'yaml'],
    "--abandon can't be given beside --forward; --output can't be given beside --json",
    '--help',
  ],
  ['a word too few', ['lab', 'exec'], 'member is missing', '--help'],
  ['a file as root', ['status', '--root', FLANNELCTL], `--root: ${FLANNELCTL} is not a directory`, '--help'],
  ['a root below a file', ['init', '--root', `${FLANNELCTL}/x`], 'is not a directory', '--help'],
])('%s on the command line is told in plain words, with what to do', async (_, args, message, hint) => {
  const { exitCode, stderr } = await flannelctl(args);
  expect(exitCode).toBe(64);
  expect(stderr).toContain(message);
  expect(stderr).toContain(hint);
  expect(stderr).not.toMatch(/Parsing|The following|\t/);
});

test.each(['init', 'join', 'diff', 'up', 'status', 'reset', 'rollback', 'confirm'])(
  'a file as FLANNELCTL_ROOT is refused by %s before anything else',
  async (command) => {
    const { exitCode, stderr } = await flannelctl([command], { env: { FLANNELCTL_ROOT: FLANNELCTL } });
    expect(stderr).toContain(`FLANNELCTL_ROOT ${FLANNELCTL} is not a directory`);
    expect(exitCode).toBe(64);
  },
);
