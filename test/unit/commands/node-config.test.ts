import { expect, test } from 'vitest';
import { inProcess } from '../../support/cli/in-process.ts';

const HEAD = 'kind: NodeConfig\n';

test.each([
  ['an unknown key', 'ifaces: [eth0]', '<stdin>:2:1: error: unknown key ifaces', 'Did you mean iface?'],
  ['a value of another type', 'ipMasq: 7', '<stdin>:2:9: error: ipMasq must be true or false', ''],
  ['consent', 'yes: true', '<stdin>:2:1: error: yes is said for each run, not in a file', '--yes'],
  [
    'consent to a loss',
    'acceptLoss: true',
    '<stdin>:2:1: error: acceptLoss is said for each run',
    '--accept-loss',
  ],
  [
    'a wrong time',
    'confirmTimeout: 2h',
    '<stdin>:2:17: error: confirmTimeout must be seconds or minutes',
    '',
  ],
  ['a time of days', 'lockTimeout: 100000', '<stdin>:2:14: error: lockTimeout', ''],
  [
    'what is wrong in its net-conf',
    'netConf: { Network: 10.244.0.0/33 }',
    '<stdin>:2:21: error:',
    '10.244.0.0/33',
  ],
])('a node config with %s is refused, in place', async (_, line, message, more) => {
  const { exitCode, stdout } = await inProcess(['validate', '-'], { input: `${HEAD}${line}\n` });
  expect(exitCode).toBe(3);
  expect(stdout).toContain(message);
  expect(stdout).toContain(more);
  expect(stdout).toContain('not a valid node config');
});

test('init tells the same, and a document of another kind from it', async () => {
  const wrong = await inProcess(['init', '--config', '-'], { input: `${HEAD}ifaces: [eth0]\n` });
  expect(wrong).toMatchObject({ exitCode: 3, stdout: '' });
  expect(wrong.stderr).toContain('<stdin>:2:1: error: unknown key ifaces');
  const other = await inProcess(['init', '--config', '-'], { input: '{"Network":"10.244.0.0/16"}' });
  expect(other).toMatchObject({ exitCode: 3, stdout: '' });
  expect(other.stderr).toContain('kind is missing');
});
