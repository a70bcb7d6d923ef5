import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/errors/index.ts';
import { add, del, readCache } from '../../../src/lab/cni/index.ts';
import { type FakeNode, fakeNode } from './fake-plugins.ts';

let node: FakeNode;

beforeEach(async () => {
  node = await fakeNode();
});

afterEach(async () => {
  await node.remove();
});

const listOf = (cniVersion: string, ...types: string[]): object => ({
  name: 'net',
  cniVersion,
  plugins: types.map((type) => ({ type, own: `${type}'s` })),
});

const order = async (): Promise<string[]> =>
  (await node.calls()).map(({ type, command }) => `${command} ${type}`);

const failureOf = async (work: Promise<unknown>): Promise<Failure> => {
  const thrown = await work.catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(Failure);
  return thrown as Failure;
};

describe('ADD', () => {
  test('runs the plugins of the list in order, each with its own conf and the result of the one before', async () => {
    await node.plugins({ one: '', two: '', three: '' });
    await node.conf('10-net.conflist', listOf('1.0.0', 'one', 'two', 'three'));
    expect(await add(node.attachment)).toMatchObject({ by: 'three' });
    expect(await order()).toEqual(['ADD one', 'ADD two', 'ADD three']);
    const confs = (await node.calls()).map(({ conf }) => conf);
    expect(confs[0]).toEqual({ type: 'one', own: "one's", name: 'net', cniVersion: '1.0.0' });
    expect(confs[1]).toMatchObject({ type: 'two', own: "two's", name: 'net', prevResult: { by: 'one' } });
    expect(confs[2]).toMatchObject({ type: 'three', prevResult: { by: 'two' } });
  });

  test('gives a plugin the parameters of the specification in its environment', async () => {
    await node.plugins({ one: '' });
    await node.conf('10-net.conflist', listOf('0.4.0', 'one'));
    await add(node.attachment);
    expect((await node.calls())[0]?.env).toEqual({
      CNI_COMMAND: 'ADD',
      CNI_CONTAINERID: 'n1-p1',
      CNI_NETNS: '/run/netns/pod',
      CNI_IFNAME: 'eth0',
      CNI_PATH: node.attachment.pluginPath.join(':'),
      CNI_ARGS: 'A=1;B=2',
    });
  });

  test('remembers the last result, and the conf it was made by, where libcni does', async () => {
    await node.plugins({ one: '' });
    await node.conf('10-net.conflist', listOf('1.0.0', 'one'));
    await add(node.attachment);
    const file = path.join(node.root, 'var/lib/cni/results/net-n1-p1-eth0');
    const cache = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
    expect(cache).toMatchObject({
      kind: 'cniCacheV1',
      containerId: 'n1-p1',
      ifName: 'eth0',
      result: { by: 'one' },
    });
    expect(JSON.parse(Buffer.from(cache['config'] ?? '', 'base64').toString())).toEqual(
      listOf('1.0.0', 'one'),
    );
  });

  test('takes the first conf in the order of file names, as container runtimes do', async () => {
    await node.plugins({ one: '', two: '', three: '' });
    await node.conf('20-late.conflist', listOf('1.0.0', 'two'));
    await node.conf('10-early.conf', { name: 'alone', cniVersion: '1.0.0', type: 'one' });
    await node.conf('00-backup.conflist.bak', listOf('1.0.0', 'three'));
    await add(node.attachment);
    expect(await order()).toEqual(['ADD one']);
  });

  test('tells a plugin of the capabilities it declares, and of no others', async () => {
    await node.plugins({ one: '', two: '' });
    const plugins = [{ type: 'one' }, { type: 'two', capabilities: { portMappings: true, mac: false } }];
    await node.conf('10-net.conflist', { name: 'net', cniVersion: '1.0.0', plugins });
    const capabilities = { portMappings: [{ hostPort: 80 }], mac: 'x', bandwidth: {} };
    await add({ ...node.attachment, capabilities });
    const [one, two] = (await node.calls()).map(({ conf }) => conf);
    expect(one).not.toHaveProperty('runtimeConfig');
    expect(two?.['runtimeConfig']).toEqual({ portMappings: [{ hostPort: 80 }] });
  });

  const inRoot = (file: string): string => path.join(node.root, file);

  test("puts the node's root before the files that plugins keep", async () => {
    await node.plugins({ bridge: '', flannel: '', static: '' });
    const plugins = [
      { type: 'bridge', ipam: { type: 'host-local', ranges: [] } },
      { type: 'bridge', ipam: { type: 'host-local', dataDir: '/data' } },
      { type: 'flannel', delegate: {} },
      { type: 'static', ipam: { type: 'static' } },
    ];
    await node.conf('10-net.conflist', { name: 'net', cniVersion: '1.0.0', plugins });
    await add(node.attachment);
    const [usual, given, flannel, other] = (await node.calls()).map(({ conf }) => conf);
    expect(usual?.['ipam']).toEqual({
      type: 'host-local',
      ranges: [],
      dataDir: inRoot('/var/lib/cni/networks'),
    });
    expect(given?.['ipam']).toEqual({ type: 'host-local', dataDir: inRoot('/data') });
    expect(flannel).toMatchObject({
      subnetFile: inRoot('/run/flannel/subnet.env'),
      dataDir: inRoot('/var/lib/cni/flannel'),
      ipam: { dataDir: inRoot('/var/lib/cni/networks') },
    });
    expect(other?.['ipam']).toEqual({ type: 'static' });
  });

  describe('that fails', () => {
    const ERROR = `[ "$CNI_COMMAND" = ADD ] && echo '{"code":7,"msg":"no room","details":"at all"}' && exit 1`;

    test('says which plugin, with its own message, and deletes in reverse what was begun', async () => {
      await node.plugins({ one: '', two: ERROR, three: '' });
      await node.conf('10-net.conflist', listOf('1.0.0', 'one', 'two', 'three'));
      const failure = await failureOf(add(node.attachment));
      expect(failure.message).toBe('CNI plugin two, ADD of n1-p1: no room; at all (code 7)');
      expect(await order()).toEqual(['ADD one', 'ADD two', 'DEL two', 'DEL one']);
      expect(await readCache(node.attachment)).toBeUndefined();
    });

    test.each([
      ['an error that is none of CNI', 'echo boom >&2; exit 3', /boom/],
      ['silence', 'exit 3', /ended with 3 and said nothing/],
      ['no result', 'exit 0', /plugin two printed no result: nothing at all/],
      [
        'a result that is none',
        'echo \'{"ips": [{}]}\'',
        /plugin two printed no result: \{"ips": \[\{\}\]\}/,
      ],
    ])('with %s tells what there is', async (_, script, message) => {
      await node.plugins({ one: '', two: script });
      await node.conf('10-net.conflist', listOf('1.0.0', 'one', 'two'));
      expect((await failureOf(add(node.attachment))).message).toMatch(message);
    });

    test('for want of a plugin names it, the folders, and the package', async () => {
      await node.plugins({ one: '' });
      await node.conf('10-net.conflist', listOf('1.0.0', 'one', 'two'));
      const failure = await failureOf(add(node.attachment));
      expect(failure).toMatchObject({ exit: 'unavailable' });
      expect(failure.message).toBe(`CNI plugins not found in ${node.attachment.pluginPath.join(', ')}: two`);
      expect(failure.hint).toContain('containernetworking-plugins');
    });

    test.each([
      ['there is no conf', {}, /no CNI conf in/],
      [
        'the conf is wrong',
        { '10-net.conflist': { cniVersion: '1.0.0', plugins: 7 } },
        /10-net\.conflist is not/,
      ],
      [
        'its version has no chains',
        { '10-net.conflist': listOf('0.2.0', 'one') },
        /chained with cniVersion 0\.2\.0/,
      ],
    ])('because %s runs nothing', async (_, confs, message) => {
      await node.plugins({ one: '' });
      for (const [name, conf] of Object.entries(confs)) await node.conf(name, conf);
      const failure = await failureOf(add(node.attachment));
      expect(failure.message).toMatch(message);
      expect(failure.exit).toBe('invalidConfig');
      expect(await node.calls()).toEqual([]);
    });
  });
});

describe('DEL', () => {
  test.each([
    ['0.3.1', undefined],
    ['0.4.0', 'three'],
    ['1.0.0', 'three'],
  ])(
    'with version %s runs the list in reverse; each plugin is given the remembered result of %s',
    async (version, by) => {
      await node.plugins({ one: '', two: '', three: '' });
      await node.conf('10-net.conflist', listOf(version, 'one', 'two', 'three'));
      await add(node.attachment);
      await del(node.attachment);
      expect((await order()).slice(3)).toEqual(['DEL three', 'DEL two', 'DEL one']);
      const results = (await node.calls())
        .slice(3)
        .map(({ conf }) => conf['prevResult'] as { by: string } | undefined);
      expect(results.map((result) => result?.by)).toEqual([by, by, by]);
      expect(await readdir(path.join(node.root, 'var/lib/cni/results'))).toEqual([]);
    },
  );

  test('uses the conf that the container was attached by, also if the node has another by now, or none', async () => {
    await node.plugins({ one: '', two: '' });
    await node.conf('10-net.conflist', listOf('1.0.0', 'one'));
    await add(node.attachment);
    await node.conf('10-net.conflist', { ...listOf('1.0.0', 'two'), name: 'renamed' });
    await del(node.attachment);
    expect(await order()).toEqual(['ADD one', 'DEL one']);
    await add(node.attachment);
    await rm(path.join(node.root, 'etc'), { recursive: true });
    await del(node.attachment);
    expect((await order()).slice(2)).toEqual(['ADD two', 'DEL two']);
  });

  test('of a container that was never attached succeeds, with the conf there is', async () => {
    await node.plugins({ one: '' });
    await del(node.attachment);
    await node.conf('10-net.conflist', listOf('1.0.0', 'one'));
    await del(node.attachment);
    expect(await order()).toEqual(['DEL one']);
  });

  test('goes on after a plugin that fails, throws its failure, and can be run again', async () => {
    await node.plugins({ one: '', two: '[ "$CNI_COMMAND" = ADD ] && echo {} || exit 1' });
    await node.conf('10-net.conflist', listOf('1.0.0', 'one', 'two'));
    await add(node.attachment);
    expect((await failureOf(del(node.attachment))).message).toContain('CNI plugin two, DEL of n1-p1');
    expect((await order()).slice(2)).toEqual(['DEL two', 'DEL one']);
    await node.plugins({ two: '' });
    await del(node.attachment);
    expect(await readCache(node.attachment)).toBeUndefined();
  });

  test("leaves another container's memory alone, also where one name ends like the other", async () => {
    await node.plugins({ one: '' });
    await node.conf('10-net.conflist', listOf('1.0.0', 'one'));
    const other = { ...node.attachment, containerId: 'x-n1-p1' };
    await add(node.attachment);
    await add(other);
    await del(node.attachment);
    expect(await readCache(other)).toMatchObject({ containerId: 'x-n1-p1' });
    expect(await readCache(node.attachment)).toBeUndefined();
  });
});

test('a conf folder that is empty is as none', async () => {
  await mkdir(path.join(node.root, 'etc/cni/net.d'), { recursive: true });
  expect((await failureOf(add(node.attachment))).message).toContain('no CNI conf');
});
