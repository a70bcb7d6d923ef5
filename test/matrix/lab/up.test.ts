import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LabTestDocument } from '../../../src/generated/types.d.ts';
import { FLANNELCTL, flannelctl } from '../../support/cli/cli.ts';
import { remainsOf, testLab } from '../../support/host/lab.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-lab-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function netConf(name: string, conf: object | string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, typeof conf === 'string' ? conf : JSON.stringify(conf));
  return file;
}

test.each([
  ['wrong', '{\n  "Network": "10.244.0.0/16",\n  "SubnetLen": 99\n}\n', /:3:16: error: SubnetLen 99/],
  ['no JSON', '{"Network"', /error: /],
  ['a network that has too few subnets', { Network: '10.244.0.0/24', SubnetLen: 26 }, /4 nodes/],
  [
    'a backend that is not built',
    { Network: '10.244.0.0/16', Backend: { Type: 'wireguard' } },
    /^Error: Backend wireguard/,
  ],
])(
  'with a net-conf that is %s, up ends with 3 and its own message, and leaves nothing',
  async (name, conf, message) => {
    const lab = testLab();
    const file = await netConf(`${name}.json`, conf);
    const { exitCode, stderr } = await lab.lab('up', '--nodes', '4', '--net-conf', file);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('switch: ');
    expect(exitCode).toBe(3);
    expect(await remainsOf(lab)).toEqual([]);
  },
);

test('takes the text of a net-conf, and calls stdin by its name', async () => {
  const lab = testLab();
  const wrong = await lab.lab('up', '--net-conf', '{"Network": 1}');
  expect(wrong.stderr).toContain('Error: --net-conf is not a valid net-conf');
  const args = ['lab', 'up', '--name', lab.name, '--net-conf', '-'];
  const empty = await flannelctl(args, { input: '' });
  expect(empty.stderr).toContain('Error: <stdin> is not a valid net-conf');
  expect(await remainsOf(lab)).toEqual([]);
});

test('reads a net-conf from stdin, and takes an underlay that its network leaves free', async () => {
  const lab = testLab();
  const input = '{"Network": "192.168.0.0/16", "Backend": {"Type": "vxlan", "VNI": 7}}';
  const args = [
    'lab',
    'up',
    '--name',
    lab.name,
    '--nodes',
    '2',
    '--pods',
    '1',
    '--net-conf',
    '-',
    '-o',
    'json',
  ];
  const { exitCode, stdout, stderr } = await flannelctl(args, { input });
  expect(exitCode, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    network: '192.168.0.0/16',
    underlays: [{ network: '10.77.77.0/24' }],
    ok: true,
  });
  expect((await lab.lab('test')).stdout).toMatch(/pod → pod +2\/2\nnode → pod +4\/4\n/);
  expect(await lab.exec('n1', 'ip', '-br', 'link')).toMatch(/^flannel\.7 /m);
  // A node of a lab has the plugins that its pods were attached by.
  expect(await lab.exec('n1', 'sh', '-c', 'flannelctl diff 2>&1')).not.toContain('CniPlugins');
  expect((await lab.lab('down')).exitCode).toBe(0);
});

const IPV6 = { EnableIPv6: true, IPv6Network: 'fd00:244::/56' };

test('host-gw on two underlays is refused, with the node that is behind the router, and nothing is left', async () => {
  const lab = testLab();
  const file = await netConf('behind.json', { Network: '10.244.0.0/16', Backend: { Type: 'host-gw' } });
  const { exitCode, stderr } = await lab.lab('up', '--underlays', '2', '--net-conf', file);
  expect(stderr).toMatch(/host-gw can't reach peer n2: 192\.168\.78\.2/);
  expect(exitCode).toBe(4);
  expect(await remainsOf(lab)).toEqual([]);
});

test('on two underlays of both families status draws both, and an MTU that is too small shows in each family', async () => {
  const lab = testLab();
  const backend = { Type: 'vxlan', DirectRouting: true };
  const file = await netConf('both.json', { Network: '10.244.0.0/16', ...IPV6, Backend: backend });
  const args = ['--nodes', '2', '--pods', '1', '--underlays', '2', '--net-conf', file];
  const { exitCode, stdout, stderr } = await lab.lab('up', ...args);
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toMatch(/^├─ br0 +192\.168\.77\.254 +fd77::254\n│ {2}└─ n1 /m);
  expect(stdout).toMatch(/^└─ br1 +192\.168\.78\.254 +fd78::254\n {3}└─ n2 .*subnet 10\..* fd00:244:/m);
  await lab.exec('switch', 'ip', 'link', 'set', 'n1', 'mtu', '1300');
  const broken = await lab.lab('test', '-o', 'json');
  const document = JSON.parse(broken.stdout) as LabTestDocument;
  expect(broken.exitCode).toBe(11);
  expect(document.families).toMatchObject({
    ipv4: { podToPod: { ok: 0, total: 2 }, nodeToPod: { ok: 2, total: 4 } },
    ipv6: { podToPod: { ok: 0, total: 2 }, nodeToPod: { ok: 2, total: 4 } },
  });
  expect(document.paths.filter(({ error }) => error?.includes('MTU'))).not.toEqual([]);
  await lab.exec('switch', 'ip', 'link', 'set', 'n1', 'mtu', '1500');
  await lab.exec('n1-p1', 'ip', '-6', 'address', 'flush', 'dev', 'eth0', 'scope', 'global');
  const status = await lab.lab('status');
  expect(status.stdout).toMatch(/n1-p1 .* eth0 is down or doesn't have fd00:244:/);
  expect(status.exitCode).toBe(11);
  expect((await lab.lab('down')).exitCode).toBe(0);
});

test('a lab that an earlier version made is shown, tested and taken down', async () => {
  const lab = testLab();
  expect((await lab.lab('up', '--nodes', '1', '--pods', '1')).exitCode).toBe(0);
  const file = path.join(lab.folder, 'lab.json');
  const state = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  const { underlays: _, networks: __, backend: ___, ...common } = state;
  const former = { ...common, underlay: '192.168.77.0/24', network: '10.244.0.0/16' };
  await writeFile(file, JSON.stringify(former));
  expect((await lab.lab('status')).stdout).toContain(
    'vxlan, 1 node in 192.168.77.0/24, 1 pod in 10.244.0.0/16',
  );
  expect((await lab.lab('test')).exitCode).toBe(0);
  expect((await lab.lab('down')).exitCode).toBe(0);
  expect(await remainsOf(lab)).toEqual([]);
});

test('two labs of the same pod network stand beside each other', async () => {
  const labs = [testLab(), testLab()];
  const ups = await Promise.all(labs.map(({ lab }) => lab('up', '--nodes', '2', '--pods', '1')));
  expect(ups.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  const tests = await Promise.all(labs.map(({ lab }) => lab('test')));
  expect(tests.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  const [first, second] = labs;
  expect((await first?.lab('down'))?.exitCode).toBe(0);
  expect((await second?.lab('test'))?.exitCode).toBe(0);
  expect((await second?.lab('down'))?.exitCode).toBe(0);
});

test('a lab may be of one node without pods; its test then has nothing to show', async () => {
  const lab = testLab();
  expect((await lab.lab('up', '--nodes', '1', '--pods', '0')).exitCode).toBe(0);
  const { exitCode, stdout } = await lab.lab('test');
  expect(stdout).toMatch(/pod → pod +0\/0/);
  expect(exitCode).toBe(0);
  expect((await lab.lab('down')).exitCode).toBe(0);
});

test('a plugin that fails ends up with its own message; the pods before it are detached and all is taken down', async () => {
  const plugins = path.join(folder, 'plugins');
  await execa('cp', ['-r', '/usr/lib/cni', plugins]);
  await rm(path.join(plugins, 'portmap'));
  const log = path.join(folder, 'portmap.log');
  const script = `#!/bin/sh
echo "$CNI_COMMAND $CNI_CONTAINERID" >> ${log}
case $CNI_COMMAND-$CNI_CONTAINERID in ADD-n1-p2) echo '{"cniVersion":"0.3.1","code":11,"msg":"no more ports"}'; exit 1;; esac
[ $CNI_COMMAND = DEL ] || sed 's/.*"prevResult"://; s/}$//'
`;
  await writeFile(path.join(plugins, 'portmap'), script);
  await chmod(path.join(plugins, 'portmap'), 0o755);
  const lab = testLab();
  const args = ['lab', 'up', '--name', lab.name, '--nodes', '1', '--pods', '3'];
  const { exitCode, stderr } = await flannelctl(args, { env: { CNI_PATH: plugins } });
  expect(stderr).toContain('Error: CNI plugin portmap, ADD of n1-p2: no more ports (code 11)');
  expect(exitCode).toBe(5);
  const lines = (await execa('cat', [log])).stdout.split('\n');
  // The runner rolls back what it began; then the lab is taken down, from its last pod to its first.
  expect(lines).toEqual(['ADD n1-p1', 'ADD n1-p2', 'DEL n1-p2', 'DEL n1-p3', 'DEL n1-p2', 'DEL n1-p1']);
  expect(await remainsOf(lab)).toEqual([]);
});

test.each([
  ['no plugins', ['up'], { CNI_PATH: '/nonexistent' }, 69, 'apt-get install containernetworking-plugins'],
  ['no nodes', ['up', '--nodes', '0'], {}, 64, 'nodes'],
  ['too many nodes', ['up', '--nodes', '51'], {}, 64, '50'],
  ['too many pods altogether', ['up', '--nodes', '20', '--pods', '11'], {}, 64, 'at most 200'],
  ['a net-conf that is not there', ['up', '--net-conf', '/nonexistent'], {}, 3, 'no such file'],
])('with %s, up says so before it makes anything', async (_, [verb = '', ...args], env, status, message) => {
  const lab = testLab();
  const { exitCode, stderr } = await flannelctl(['lab', verb, '--name', lab.name, ...args], { env });
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('$ flannelctl');
  expect(exitCode).toBe(status);
  expect(await remainsOf(lab)).toEqual([]);
});

test.each(['up', 'status', 'test', 'down', 'exec'])('lab %s refuses a name that is none', async (verb) => {
  const args = verb === 'exec' ? ['n1', '--', 'true'] : [];
  const { exitCode, stderr } = await flannelctl(['lab', verb, '--name', '../etc', ...args]);
  expect(stderr).toContain('"../etc" is not a lab name');
  expect(exitCode).toBe(64);
});

test.each(['status', 'test', 'exec'])(
  'lab %s of a lab that is not there says how to make it',
  async (verb) => {
    const lab = testLab();
    const args = verb === 'exec' ? ['n1', '--', 'true'] : [];
    const { exitCode, stderr } = await lab.lab(verb, ...args);
    expect(stderr).toContain(`flannelctl lab up --name ${lab.name}`);
    expect(exitCode).toBe(64);
  },
);

test.each(['up', 'status', 'test', 'down', 'exec'])(
  'lab %s needs root, and says so to anybody else',
  async (verb) => {
    const args = [FLANNELCTL, 'lab', verb, ...(verb === 'exec' ? ['n1', '--', 'true'] : [])];
    const nobody = await execa(process.execPath, args, { uid: 65534, reject: false });
    expect(nobody.stderr).toContain(`sudo flannelctl lab ${verb}`);
    expect(nobody.exitCode).toBe(77);
  },
);
