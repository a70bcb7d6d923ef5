import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { inProcess } from '../../../support/cli/in-process.ts';
import { GOOD, ownFolder, runTool, VALIDATE, validate } from '../../../support/cli/validate.ts';

describe('what is no file to validate', () => {
  test.each<[string, string | Buffer, string]>([
    ['nothing', '', 'there is nothing in it'],
    [
      'a program',
      Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0xff, 0xfe, 0x80]),
      'not a text file in UTF-8',
    ],
    ['text', 'hello, world\n', 'this is no document that flannel or flannelctl knows'],
    [
      'another document',
      '{"compilerOptions": {"strict": true}}',
      'this is no document that flannel or flannelctl knows',
    ],
    ['an empty object', '{}', 'this is no document that flannel or flannelctl knows'],
    ['a number', '5', 'this is no document that flannel or flannelctl knows'],
    ['an endless list', '['.repeat(200_000), 'nested more than 100 levels deep'],
    ['endless YAML', `a: ${'{a: '.repeat(200_000)}`, 'nested more than 100 levels deep'],
    ['half a file', '{"Network": "10.244.0.0/16", "Back', 'text without a closing quote'],
  ])('%s ends with 3', async (_, content, message) => {
    const { exitCode, stdout, stderr } = await validate('input', content);
    expect(stdout).toContain(`error: ${message}`);
    expect(stdout).toMatch(/^input:\d+:\d+: error: /);
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: '' });
    expect(stdout).toMatch(/\ninput: not valid, 1 error\n$/);
  });

  it('says what was expected instead', async () => {
    const { stdout } = await validate('input', '[1]');
    for (const kind of ['net-conf.json', 'CNI conf', 'SubnetPlan', 'kube-flannel.yml'])
      expect(stdout).toContain(kind);
  });

  it('reads a file of 5 MB with ten thousand mistakes in one line', async () => {
    const keys = Array.from({ length: 10_000 }, (_, i) => `"SubnetLon${i}": ${'9'.repeat(500)}`);
    const { exitCode, stdout } = await validate('net-conf.json', `{${keys.join(', ')}, "Network": 1}`);
    expect(exitCode).toBe(3);
    expect(stdout.slice(-100)).toContain(', 1 error, 10001 warnings\n');
  });

  test.each([
    ['missing', 'absent.json', 'no such file'],
    ['a directory', '.', 'it is a directory'],
  ])('a file that is %s ends with 3, in text and in JSON', async (_, name, reason) => {
    const folder = await ownFolder();
    const text = await inProcess(['validate', name], { cwd: folder });
    expect(text).toMatchObject({ exitCode: 3, stdout: '' });
    expect(text.stderr).toContain(`cannot read ${name}: ${reason}`);
    const json = await inProcess(['validate', name, '-o', 'json'], { cwd: folder });
    expect(json.exitCode).toBe(3);
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'invalidConfig', exitCode: 3 } });
  });

  it('a file that may not be read ends with 3', async () => {
    const folder = await ownFolder();
    await writeFile(path.join(folder, 'net-conf.json'), GOOD);
    await chmod(path.join(folder, 'net-conf.json'), 0);
    // root may read everything, except without the capabilities that let it
    const drop = ['--bounding-set=-all', '--inh-caps=-all'];
    const { exitCode, stderr } = await runTool('setpriv', [...drop, ...VALIDATE], folder);
    expect(stderr).toContain('cannot read net-conf.json: permission denied');
    expect(exitCode).toBe(3);
  });
});
