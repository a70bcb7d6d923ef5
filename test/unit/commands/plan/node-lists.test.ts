import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import {
  type Files,
  many,
  NET_CONF,
  NODES,
  PLAN,
  plan,
  planWith,
  refused,
} from '../../../support/cli/plan.ts';

const [a, b] = NODES;

describe('flannelctl plan refuses, at its place,', () => {
  it.each<[string, Files, string]>([
    [
      'two nodes with one name',
      { nodes: [a, { ...b, name: 'node-a' }] },
      'nodes.yaml:3:9: error: two nodes are named node-a',
    ],
    [
      'two nodes with one IP',
      { nodes: [a, { ...b, publicIP: '192.168.1.1' }] },
      'nodes.yaml:4:13: error: publicIP 192.168.1.1 is also that of node-a',
    ],
    [
      'two nodes with one IP in two spellings',
      { nodes: [a, { ...b, publicIP: '::ffff:192.168.1.1' }] },
      'publicIP 192.168.1.1 is also that of node-a',
    ],
    [
      'two nodes with one pin',
      {
        nodes: [
          { ...a, subnet: '10.244.5.0/24' },
          { ...b, subnet: '10.244.5.0/24' },
        ],
      },
      'nodes.yaml:6:11: error: subnet 10.244.5.0/24 is also that of node-a',
    ],
    [
      'two nodes with one MAC',
      {
        nodes: [
          { ...a, vtepMAC: '02:00:00:00:00:0a' },
          { ...b, vtepMAC: '02:00:00:00:00:0A' },
        ],
      },
      'nodes.yaml:6:12: error: vtepMAC 02:00:00:00:00:0a is also that of node-a',
    ],
    [
      'a node that nobody can reach',
      { nodes: [{ name: 'node-a' }] },
      'nodes.yaml:1:3: error: node-a has no publicIP',
    ],
    [
      'a node without a name',
      { nodes: [{ publicIP: '192.168.1.1' }] },
      'nodes.yaml:1:3: error: [0]: name is missing',
    ],
    [
      'a node list of another kind',
      { nodes: 'node-a' },
      'must be a list or an object, not the text "node-a"',
    ],
    [
      'a mistyped key, with the right one',
      { nodes: [{ ...a, vtepMac: '02:00:00:00:00:0a' }] },
      'Did you mean vtepMAC?',
    ],
    ['a node list that is empty', { nodes: '# no nodes yet\n' }, 'there is no document in it'],
    [
      'a file of two documents',
      { nodes: `${stringify(NODES)}---\n${stringify(NODES)}` },
      'nodes.yaml:6:1: error: a second document',
    ],
    ['a net-conf that is wrong', { netConf: { Network: '10.244.0.0/30' } }, 'net-conf.json:1:'],
    ['more nodes than subnets', { nodes: many(300) }, '255 subnets for 300 nodes, so 45 have none: node-'],
  ])('%s', async (_, files, expected) => {
    expect(await refused(files)).toContain(expected);
  });

  it('all that is wrong in all files at once', async () => {
    const { stderr } = await plan({
      netConf: { ...NET_CONF, EnableIPv4: 'yes' },
      nodes: [
        { ...a, name: 'A' },
        { ...b, publicIP: 'x' },
        { ...b, name: 'c' },
      ],
      previous: planWith({ vni: 8, subnet: '10.244.2.1/24' }),
    });
    const places = [...stderr.matchAll(/^(\S+):\d+:\d+: error:/gm)].map(([, file]) => file);
    expect(places).toEqual(['net-conf.json', 'nodes.yaml', 'nodes.yaml', 'previous.yaml', 'previous.yaml']);
    expect(stderr).toContain('Error: no subnet plan can be made: 5 errors');
  });

  it('moves that it finds beside other errors', async () => {
    const { stderr } = await plan({
      nodes: [
        { ...a, subnet: '10.244.9.0/24' },
        { ...b, name: 'B' },
      ],
      previous: PLAN,
    });
    expect(stderr).toContain('"B" is not a node name');
    expect(stderr).toContain('node-a is pinned to 10.244.9.0/24 but has 10.244.1.0/24');
  });

  it('the same as a document with -o json', async () => {
    const { stdout, exitCode } = await plan({ nodes: [{ ...a, name: 'A' }] }, ['-o', 'json']);
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout).error).toMatchObject({
      exitCode: 3,
      problems: [{ severity: 'error', location: { file: 'nodes.yaml', line: 1, column: 9 } }],
    });
  });

  it.each([
    ['is not there', 'missing.yaml', 'cannot read missing.yaml: no such file'],
    ['is a directory', '.', 'cannot read .: it is a directory'],
  ])('a file that %s', async (_, file, expected) => {
    const { stderr, exitCode } = await plan({ given: { '--nodes': file } });
    expect(stderr).toContain(expected);
    expect(exitCode).toBe(3);
  });

  it('names stdin in its messages', async () => {
    const { stderr, exitCode } = await plan({ given: { '--nodes': '-' } }, [], {
      input: '- name: A\n  publicIP: 192.168.1.1\n',
    });
    expect(stderr).toContain('<stdin>:1:9: error: "A" is not a node name');
    expect(exitCode).toBe(3);
  });
});
