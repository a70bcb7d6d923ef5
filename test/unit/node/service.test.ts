import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serviceUnit } from '../../../src/node/compare/service.ts';

const PLAIN = { node: '/usr/bin/node', script: '/opt/flannelctl/bin/flannelctl.cjs', root: '/' };

const settings = (unit: string, name: string): string[] =>
  unit.split('\n').flatMap((line) => (line.startsWith(`${name}=`) ? [line.slice(name.length + 1)] : []));

const started = (given: Partial<typeof PLAIN>): string =>
  settings(serviceUnit({ ...PLAIN, ...given }), 'ExecStart')[0] ?? '';

describe('the systemd unit', () => {
  it('brings the network up once, when there is one, between the underlay and what makes pods', () => {
    const unit = serviceUnit(PLAIN);
    const all = Object.fromEntries(
      ['Type', 'RemainAfterExit', 'ConditionPathExists', 'Wants', 'After', 'Before', 'WantedBy'].map(
        (name) => [name, settings(unit, name)],
      ),
    );
    expect(all).toEqual({
      Type: ['oneshot'],
      RemainAfterExit: ['yes'],
      ConditionPathExists: ['/var/lib/flannelctl/node.json'],
      Wants: ['network-online.target'],
      After: ['network-online.target'],
      Before: ['kubelet.service containerd.service crio.service docker.service'],
      WantedBy: ['multi-user.target'],
    });
    expect(started({})).toBe('/usr/bin/node /opt/flannelctl/bin/flannelctl.cjs up');
  });

  it('has the root where it is another', () => {
    const unit = serviceUnit({ ...PLAIN, root: '/srv/100% mine/$x' });
    expect(settings(unit, 'ExecStart')).toEqual([
      '/usr/bin/node /opt/flannelctl/bin/flannelctl.cjs up --root "/srv/100%% mine/$$x"',
    ]);
    expect(settings(unit, 'ConditionPathExists')).toEqual([
      '/srv/100%% mine/$x/var/lib/flannelctl/node.json',
    ]);
  });

  it.each([
    ['a space', '/a b/c', '"/a b/c"'],
    ['a quote', '/a"b', '"/a\\"b"'],
    ['an apostrophe', "/a'b", '"/a\'b"'],
    ['a backslash', '/a\\b', '"/a\\\\b"'],
    ['a semicolon', '/a;b', '"/a;b"'],
    ['a specifier', '/a%hb', '/a%%hb'],
    ['a variable', '/a$HOME b', '"/a$$HOME b"'],
    ['letters of other alphabets', '/ä/ж', '"/ä/ж"'],
  ])('takes a script with %s in its path', (_, script, expected) => {
    expect(started({ script })).toBe(`/usr/bin/node ${expected} up`);
  });

  it('does not take the program for a variable', () => {
    expect(started({ node: '/opt/$v 5%/node' })).toMatch(/^"\/opt\/\$v 5%%\/node" /);
  });

  it.each([
    [{ root: '/a\nExecStart=/bin/rm' }],
    [{ script: '/a\tb' }],
    [{ node: '/a"b' }],
    [{ node: "/a'b" }],
    [{ node: '/a\\b' }],
  ])('refuses what no unit can have: %j', (given) => {
    expect(() => started(given)).toThrow("can't be written into a systemd unit");
  });

  it.each(['plain', 'with space', '100% $HOME', 'ä;#'])(
    'is one for systemd, in a folder named %s',
    async (name) => {
      const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-unit-'));
      onTestFinished(async () => rm(folder, { recursive: true, force: true }));
      const root = path.join(folder, name);
      await mkdir(root);
      const node = path.join(root, 'node');
      await writeFile(node, '#!/bin/sh\n');
      await chmod(node, 0o755);
      const file = path.join(folder, 'flannelctl.service');
      await writeFile(file, serviceUnit({ node, script: path.join(root, `it's "a" \\ script`), root }));
      // It says nothing, where it understands each line and finds the program.
      const { stdout, stderr } = await execa('systemd-analyze', ['verify', '--man=no', file]);
      expect(`${stdout}${stderr}`).toBe('');
      await rm(node);
      await expect(execa('systemd-analyze', ['verify', '--man=no', file])).rejects.toThrow(
        `Command ${node} is not executable`,
      );
    },
  );
});
