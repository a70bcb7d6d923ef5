import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { type CliOptions, flannelctl, REPOSITORY } from './support/cli.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'flannelctl-validate-'));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

/** Runs `validate` in the test's folder on a file with this content. */
async function validate(name: string, content: string | Buffer, ...flags: string[]) {
  await writeFile(path.join(folder, name), content);
  return flannelctl(['validate', name, ...flags], { cwd: folder });
}

const validateStdin = async (input: string, args: string[] = ['-'], options: CliOptions = {}) =>
  flannelctl(['validate', ...args], { input, ...options });

const schemaOf = async (name: string) =>
  JSON.parse(await readFile(path.join(REPOSITORY, 'schemas', name), 'utf8')) as object;

/** Checks a document against schemas/validation.schema.json. */
async function expectValidation(document: unknown) {
  const ajv = new Ajv({ schemas: [await schemaOf('problem.schema.json')] });
  const isGood = ajv.compile(await schemaOf('validation.schema.json'));
  isGood(document);
  expect(isGood.errors).toBeNull();
}

const manifest = async () =>
  readFile(path.join(import.meta.dirname, 'config/fixtures/kube-flannel.yml'), 'utf8');

const GOOD = '{ "Network": "10.244.0.0/16", "Backend": { "Type": "vxlan" } }\n';

const PLAN = `kind: SubnetPlan
netConf:
  Network: 10.244.0.0/16
  Backend: { Type: vxlan }
nodes:
- name: node1
  publicIP: 192.168.1.11
  subnet: 10.244.1.0/24
- name: node2
  publicIP: 192.168.1.12
  subnet: 10.244.2.0/24
`;

describe('a valid file', () => {
  it('ends with 0 and is explained: networks, nodes, pods, backend, MTU, rules', async () => {
    const { exitCode, stdout, stderr } = await validate('net-conf.json', GOOD);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toBe(`net-conf.json: valid net-conf
  IPv4 network  10.244.0.0/16
  IPv4 subnets  10.244.1.0/24 to 10.244.255.0/24, a /24 for each of 255 nodes with 253 pods
  backend       vxlan on flannel.1, VNI 1, UDP port 8472
  MTU           1450 for pods on an uplink of 1500: vxlan takes 50 bytes of each packet
  rules         flannelctl takes nft where it is installed, else iptables; flanneld takes iptables
`);
  });

  it('of two families is explained for both', async () => {
    const conf = {
      Network: '10.0.0.0/28',
      EnableIPv6: true,
      IPv6Network: 'fd00:244::/56',
      EnableNFTables: true,
      Backend: {
        Type: 'VXLAN',
        VNI: 42,
        Port: 4789,
        MTU: 1400,
        DirectRouting: true,
        GBP: true,
        Learning: true,
      },
    };
    const { exitCode, stdout } = await validate('dual.json', JSON.stringify(conf));
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`dual.json: valid net-conf
  IPv4 network  10.0.0.0/28
  IPv4 subnets  10.0.0.4/30 to 10.0.0.12/30, a /30 for each of 3 nodes with 1 pod
  IPv6 network  fd00:244::/56
  IPv6 subnets  fd00:244:0:1::/64 to fd00:244:0:ff::/64, a /64 for each of 255 nodes with 2^64 pods
  backend       vxlan on flannel.42 and flannel-v6.42, VNI 42, UDP port 4789, direct routes to nodes on the same link, group policy, MAC learning
  MTU           1350 for pods of MTU 1400: vxlan takes 50 bytes of each packet, over IPv6 70, which flanneld does not reckon with
  rules         nft
`);
  });

  it('may have warnings, which are errors with --strict', async () => {
    const conf = '{ "Network": "10.244.0.0/16", "Comment": "x" }\n';
    const lax = await validate('net-conf.json', conf);
    expect(lax.exitCode).toBe(0);
    expect(lax.stdout).toContain('net-conf.json:1:1: warning: Backend is missing: flanneld takes udp');
    expect(lax.stdout).toContain('net-conf.json:1:31: warning: unknown key Comment: flanneld ignores it');
    expect(lax.stdout).toContain('net-conf.json: valid net-conf, 2 warnings\n');
    expect(lax.stdout).toContain('10.244.255.0/24');
    const strict = await validate('net-conf.json', conf, '--strict');
    expect(strict.exitCode).toBe(3);
    expect(strict.stdout).toContain('net-conf.json: not a valid net-conf, 2 errors\n');
    expect(strict.stdout).not.toContain('warning');
    expect(strict.stdout).not.toContain('10.244.255.0/24');
  });

  test.each([
    [
      'a CNI conf list',
      '{"name":"cbr0","cniVersion":"0.3.1","plugins":[{"type":"flannel"},{"type":"portmap"}]}',
      'cni-conf',
      'CNI conf',
    ],
    ['a single CNI conf', '{"name":"cbr0","cniVersion":"0.3.1","type":"flannel"}', 'cni-conf', 'CNI conf'],
    ['a subnet plan', PLAN, 'subnet-plan', 'subnet plan'],
    [
      'a net-conf in capitals',
      '{"NETWORK":"10.0.0.0/16","BACKEND":{"TYPE":"host-gw"}}',
      'net-conf',
      'net-conf',
    ],
  ])('is seen to be %s from its content', async (_, content, kind, name) => {
    const text = await validateStdin(content);
    expect(text.stdout).toContain(`<stdin>: valid ${name}\n`);
    expect(text.exitCode).toBe(0);
    const json = await validateStdin(content, ['-', '-o', 'json']);
    const document = JSON.parse(json.stdout);
    expect(document).toMatchObject({ file: '<stdin>', kind, valid: true, problems: [] });
    expect(document.summary[0].kind).toBe(kind);
    await expectValidation(document);
  });

  it('is a kube-flannel.yml: its net-conf and its CNI conf are explained', async () => {
    const { exitCode, stdout } = await validate('kube-flannel.yml', await manifest());
    expect(exitCode).toBe(0);
    expect(stdout).toContain('kube-flannel.yml: valid Kubernetes manifest\n');
    expect(stdout).toContain("each node's podCIDR");
    expect(stdout).toContain(
      'flannel (hands on to bridge with hairpinMode true, isDefaultGateway true), then portmap',
    );
  });
});

describe('a wrong file', () => {
  const WRONG = `{
  "Netwrok": "10.244.0.0/16",
\t"SubnetLen": 31,
  "EnableIPv6": "yes",
  "Backend": {
    "Type": "vxlan",
    "VNI": 10000000,
    "Port": 70000,
    "vni": 7, "directrouting": 1
  }
}
`;

  it('ends with 3, and all that is wrong is listed at once, with place, excerpt, caret and hint', async () => {
    const { exitCode, stdout, stderr } = await validate('net-conf.json', WRONG);
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: '' });
    const places = stdout.match(/^net-conf\.json:\d+:\d+: \w+: .*$/gm);
    expect(places).toEqual([
      'net-conf.json:1:1: error: Network is missing',
      'net-conf.json:2:3: warning: unknown key Netwrok: flanneld ignores it',
      'net-conf.json:4:17: error: EnableIPv6 must be true or false, not the text "yes"',
      'net-conf.json:8:13: error: Port 70000 is no UDP port',
      'net-conf.json:9:5: error: vni and VNI are the same key to flanneld, which takes the last',
      'net-conf.json:9:32: error: DirectRouting must be true or false, not 1',
    ]);
    expect(stdout).toContain(
      '      "Netwrok": "10.244.0.0/16",\n      ^^^^^^^^^\n  → Did you mean Network?\n',
    );
    expect(stdout).toMatch(/net-conf\.json: not a valid net-conf, 5 errors, 1 warning\n$/);
  });

  it('is listed with its syntax errors and its other errors together', async () => {
    const text = '{\n  "Network": "10.244.0.0/33", // pods\n  "SubnetLen": "24",\n}\n';
    const { exitCode, stdout } = await validate('net-conf.json', text);
    expect(exitCode).toBe(3);
    expect(stdout.match(/^net-conf\.json:\d+:\d+: error/gm)).toEqual([
      'net-conf.json:2:14: error',
      'net-conf.json:2:31: error',
      'net-conf.json:3:16: error',
      'net-conf.json:3:20: error',
    ]);
  });

  it('has the same problems as JSON and as YAML, by the schema', async () => {
    const json = await validate('net-conf.json', WRONG, '-o', 'json');
    const yaml = await validate('net-conf.json', WRONG, '-o', 'yaml');
    expect([json.exitCode, yaml.exitCode]).toEqual([3, 3]);
    const document = JSON.parse(json.stdout);
    expect(parseYaml(yaml.stdout)).toEqual(document);
    await expectValidation(document);
    expect(document).toMatchObject({ file: 'net-conf.json', kind: 'net-conf', valid: false, summary: [] });
    expect(document.problems).toHaveLength(6);
    expect(document.problems[1]).toEqual({
      severity: 'warning',
      message: 'unknown key Netwrok: flanneld ignores it',
      hint: 'Did you mean Network?',
      location: { file: 'net-conf.json', line: 2, column: 3 },
      excerpt: '  "Netwrok": "10.244.0.0/16",\n  ^^^^^^^^^',
    });
  });

  it('that is a manifest has the places of the manifest', async () => {
    const text = (await manifest())
      .replace('"Network": "10.244.0.0/16"', '"Network": "10.244.0.0"')
      .replace('"Type": "vxlan"', '"Type": "vxlna"')
      .replace('"hairpinMode": true,', '"name": "x",');
    const { exitCode, stdout } = await validate('kube-flannel.yml', text);
    expect(exitCode).toBe(3);
    const lines = text.split('\n');
    const place = (part: string) => {
      const line = lines.findIndex((each) => each.includes(part));
      return `kube-flannel.yml:${line + 1}:${(lines[line] ?? '').indexOf(part) + 1}: error: `;
    };
    expect(stdout.match(/^kube-flannel\.yml:.*$/gm)?.slice(0, -1)).toEqual([
      `${place('"name": "x"')}delegate must not have a name: the flannel plugin sets it`,
      `${place('"10.244.0.0"')}Network must be an IPv4 network with its length, not "10.244.0.0"`,
      `${place('"vxlna"')}unknown backend type "vxlna"`,
    ]);
  });

  test.each<[string, (text: string) => string, RegExp]>([
    [
      'without a ConfigMap',
      (text) => text.replace('kind: ConfigMap', 'kind: Secret'),
      /no ConfigMap in the manifest has a net-conf\.json/,
    ],
    [
      'with a misspelt file',
      (text) => text.replace('net-conf.json: |', 'netconf.json: |'),
      /:65:3: error: flanneld does not read netconf\.json\n(.*\n)+ {2}→ Did you mean net-conf\.json\?/,
    ],
    [
      'with an object for a file',
      (text) => text.replace('net-conf.json: |', 'net-conf.json:'),
      /net-conf\.json must be text/,
    ],
    [
      'with keys of etcd',
      (text) => text.replace('"EnableNFTables": false', '"SubnetLen": 26'),
      /warning: flanneld ignores SubnetLen in Kubernetes/,
    ],
    [
      'with a key twice',
      (text) => text.replace('hostNetwork: true', 'hostNetwork: true\n      hostNetwork: false'),
      /the key hostNetwork is written twice/,
    ],
    [
      'with broken indentation',
      (text) =>
        text.replace(
          '  namespace: kube-flannel\n  labels:\n    tier',
          ' namespace: kube-flannel\n  labels:\n    tier',
        ),
      /error: not YAML/,
    ],
  ])('that is a manifest %s', async (_, change, expected) => {
    const changed = change(await manifest());
    const { stdout, exitCode } = await validate('kube-flannel.yml', changed);
    expect(stdout).toMatch(expected);
    expect(exitCode).toBe(/warning/.test(expected.source) ? 0 : 3);
  });

  it('that is a list of ConfigMaps in JSON, as kubectl prints it, has the places in the text of the list', async () => {
    const inner = '{\n  "Network": "10.244.0.0/16",\n  "Backend": {"Type": "vxlan", "VNI": -1}\n}\n';
    const items = [{ kind: 'ConfigMap', data: { 'net-conf.json': inner } }];
    const text = JSON.stringify({ kind: 'List', items }, null, 2);
    const { exitCode, stdout } = await validateStdin(text);
    expect(exitCode).toBe(3);
    const column = (text.split('\n')[6] ?? '').indexOf('-1') + 1;
    expect(stdout).toContain(`<stdin>:7:${column}: error: VNI -1 is negative`);
  });

  test.each<[string, string, RegExp[]]>([
    ['a subnet outside', PLAN.replace('10.244.2.0/24', '10.245.2.0/24'), [/^plan\.yaml:11:11: error/m]],
    ['a subnet twice', PLAN.replace('10.244.2.0/24', '10.244.1.0/24'), [/^plan\.yaml:(8|11):11: error/m]],
    [
      'a wrong net-conf',
      PLAN.replace('{ Type: vxlan }', '{ Type: vxlna }'),
      [/^plan\.yaml:4:20: error: unknown backend type/m],
    ],
    [
      'a misspelt kind',
      PLAN.replace('SubnetPlan', 'SubnetPlans'),
      [/^plan\.yaml:1:7: error: kind must be "SubnetPlan"/m],
    ],
    ['no kind', PLAN.replace('kind: SubnetPlan\n', ''), [/kind is missing/]],
    [
      'a second document',
      `${PLAN}---\na: 1\n`,
      [/^plan\.yaml:13:1: error: a second document in a subnet plan/m],
    ],
    ['a key twice', PLAN.replace('nodes:', 'nodes: []\nnodes:'), [/the key nodes is written twice/]],
  ])('that is a subnet plan with %s', async (_, text, expected) => {
    const { exitCode, stdout } = await validate('plan.yaml', text);
    for (const pattern of expected) expect(stdout).toMatch(pattern);
    expect(stdout).toContain('plan.yaml: not a valid subnet plan');
    expect(exitCode).toBe(3);
  });

  test.each([
    ['a net-conf', 'Network: 10.244.0.0/16\nBackend: { Type: vxlan }\n', 'a net-conf must be JSON'],
    ['a CNI conf', 'name: x\ncniVersion: 0.3.1\nplugins: [{ type: flannel }]\n', 'a CNI conf must be JSON'],
  ])('that is %s in YAML, which its readers do not know', async (_, text, message) => {
    const { exitCode, stdout } = await validateStdin(text);
    expect(stdout).toContain(`<stdin>:1:1: error: ${message}: its readers don't know YAML`);
    expect(exitCode).toBe(3);
  });
});

describe('what is no file to validate', () => {
  test.each<[string, string | Buffer, string]>([
    ['nothing', '', 'there is nothing in it'],
    [
      'a program',
      Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0xff, 0xfe, 0x80]),
      'not a text file in UTF-8',
    ],
    ['text', 'hello, world\n', 'this is nothing that flannel or flannelctl reads'],
    [
      'another document',
      '{"compilerOptions": {"strict": true}}',
      'this is nothing that flannel or flannelctl reads',
    ],
    ['an empty object', '{}', 'this is nothing that flannel or flannelctl reads'],
    ['a number', '5', 'this is nothing that flannel or flannelctl reads'],
    ['an endless list', '['.repeat(200_000), 'nested more than 100 levels deep'],
    ['endless YAML', `a: ${'{a: '.repeat(200_000)}`, 'nested more than 100 levels deep'],
    ['half a file', '{"Network": "10.244.0.0/16", "Back', 'text without a closing quote'],
  ])('%s ends with 3 and says: %s', async (_, content, message) => {
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

  it('reads a file of 5 MB with a hundred thousand mistakes in one line', async () => {
    const keys = Array.from({ length: 100_000 }, (_, i) => `"SubnetLon${i}": ${'9'.repeat(30)}`);
    const { exitCode, stdout } = await validate('net-conf.json', `{${keys.join(', ')}, "Network": 1}`);
    expect(exitCode).toBe(3);
    expect(stdout).toContain('100000 warnings');
  });

  test.each([
    ['missing', 'absent.json', 'no such file'],
    ['a directory', '.', 'it is a directory'],
  ])('a file that is %s ends with 3, in text and in JSON', async (_, name, reason) => {
    const text = await flannelctl(['validate', name], { cwd: folder });
    expect(text).toMatchObject({ exitCode: 3, stdout: '' });
    expect(text.stderr).toContain(`cannot read ${name}: ${reason}`);
    const json = await flannelctl(['validate', name, '-o', 'json'], { cwd: folder });
    expect(json.exitCode).toBe(3);
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'invalidConfig', exitCode: 3 } });
  });

  it('a file that may not be read ends with 3', async () => {
    await writeFile(path.join(folder, 'secret.json'), GOOD);
    await chmod(path.join(folder, 'secret.json'), 0);
    // root may read everything, except without the capabilities that let it
    const drop = ['setpriv', '--bounding-set=-all', '--inh-caps=-all', process.execPath];
    const { execa } = await import('execa');
    const [file = '', ...rest] = [
      ...drop,
      path.join(REPOSITORY, 'bin/flannelctl.cjs'),
      'validate',
      'secret.json',
    ];
    const { exitCode, stderr } = await execa(file, rest, { cwd: folder, reject: false, stdin: 'ignore' });
    expect(stderr).toContain('cannot read secret.json: permission denied');
    expect(exitCode).toBe(3);
  });
});

describe('standard input', () => {
  it('is read for -, and where no file is given', async () => {
    for (const args of [['-'], []]) {
      const { exitCode, stdout } = await validateStdin(GOOD, args);
      expect(stdout).toMatch(/^<stdin>: valid net-conf\n/);
      expect(exitCode).toBe(0);
    }
  });

  it('that is empty is an error', async () => {
    const { exitCode, stdout } = await validateStdin('', []);
    expect(stdout).toContain('<stdin>:1:1: error: there is nothing in it');
    expect(exitCode).toBe(3);
  });
});

it('says how it is used', async () => {
  const { exitCode, stdout } = await flannelctl(['validate', '--help']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('$ flannelctl validate [FILE]');
  expect(stdout).toContain('$ flannelctl validate net-conf.json');
});

test.each([[['a', 'b']], [['--unknown']]])('a wrong use ends with 64: validate %j', async (args) => {
  expect((await flannelctl(['validate', ...args])).exitCode).toBe(64);
});

it('prints no escape codes where stdout is no terminal, even with colour on stderr', async () => {
  const { stdout } = await validateStdin('{"Netwrok": 1}', ['-'], { env: { NO_COLOR: '', FORCE_COLOR: '' } });
  expect(stdout).not.toContain('\u001b');
});

it('does not let a file steer the terminal', async () => {
  const { stdout } = await validateStdin(
    '{"Network": "\u009b31m\u202e", "x\u007f\u2028": 1, "\\u001b[2J": 1}',
  );
  const steering = [...stdout].filter(
    (character) => /[\p{Cc}\u2028\u202E]/u.test(character) && character !== '\n',
  );
  expect(steering).toEqual([]);
});
