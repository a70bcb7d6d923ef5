import { describe, expect, it, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import {
  expectValidation,
  kubeFlannel,
  PLAN,
  validate,
  validateStdin,
} from '../../../support/cli/validate.ts';

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
    expect(document).toMatchObject({
      file: 'net-conf.json',
      documentKind: 'net-conf',
      valid: false,
      summary: [],
    });
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
    const text = (await kubeFlannel())
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
    const changed = change(await kubeFlannel());
    const { stdout, exitCode } = await validate('kube-flannel.yml', changed);
    expect(stdout).toMatch(expected);
    expect(exitCode).toBe(/warning/.test(expected.source) ? 0 : 3);
  });

  it('that is an empty list of kubectl is told to be one without nodes, and not a manifest', async () => {
    const { exitCode, stdout } = await validateStdin('{"apiVersion": "v1", "kind": "List", "items": []}');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('<stdin>:1:1: error: there is no Node in this output of kubectl');
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
