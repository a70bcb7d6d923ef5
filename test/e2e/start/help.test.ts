import { describe, expect, test } from 'vitest';
import { flannelctl } from '../../support/cli/cli.ts';

const helpOf = async (command: string): Promise<string> => {
  const { exitCode, stdout } = await flannelctl([...command.split(' '), '--help']);
  expect(exitCode).toBe(0);
  return stdout;
};

/** Flags that a node is set up with. */
const SET_UP = [
  'enable-service',
  'iface',
  'iface-can-reach',
  'iface-regex',
  'ip-masq',
  'kube-annotation-prefix',
  'nodes',
  'peer',
  'public-ip',
  'public-ipv6',
  'random-fully',
  'strict',
];

test.each([
  ['init', SET_UP],
  ['join', SET_UP],
  ['up', ['wait', 'ignore-preflight-errors', 'lock-timeout', 'root']],
])('the help of %s has its flags', async (command, flags) => {
  const help = await helpOf(command);
  for (const flag of flags) expect(help).toMatch(new RegExp(`--(?:\\[no-\\])?${flag}\\b`));
});

test('the help tells the list of nodes with its other names', async () => {
  const help = await helpOf('join');
  expect(help).toMatch(/--nodes=FILE/);
  expect(help).toMatch(/Also\s+--plan, --peers/);
});

test.each(['version', '-v'])('%s prints the version', async (word) => {
  expect(await flannelctl([word])).toEqual(await flannelctl(['--version']));
});

test.each([[], ['init'], ['lab'], ['lab', 'up']])('help %s is the same as with --help', async (...words) => {
  const help = (await flannelctl(['help', ...words])).stdout;
  expect(help).toContain('USAGE');
  expect(help).toBe((await flannelctl([...words, '--help'])).stdout);
});

describe('the synopsis of', () => {
  test.each([
    ['init', '[--[no-]ip-masq]'],
    ['init', '[--root DIR]'],
    ['up', 'How long to wait for the uplink. [default: 60s]'],
    ['plan', 'flannelctl plan --from-host [--node NAME] [--root DIR]'],
    ['plan', 'flannelctl plan --nodes FILE [--net-conf FILE] [--previous FILE]'],
    ['recover', 'flannelctl recover --abandon'],
    ['status', '[--interval TIME [-w | --wait TIME]]'],
  ])('%s says %s', async (command, text) => {
    const help = (await helpOf(command)).replaceAll(/\s+/g, ' ');
    expect(help).toContain(text);
    expect(help).not.toMatch(/<value>|\[default: \d+\]/);
  });
});

test('no alternative of a synopsis is empty', async () => {
  expect(await helpOf('lab up')).not.toMatch(/\|\s*\]/);
});
