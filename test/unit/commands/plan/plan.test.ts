import { readFile } from 'node:fs/promises';
import path from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { REPOSITORY } from '../../../support/cli/cli.ts';
import { inProcess } from '../../../support/cli/in-process.ts';
import { made, many, NET_CONF, NODES, plan } from '../../../support/cli/plan.ts';

describe('flannelctl plan', () => {
  it('prints a YAML document that a person can keep, and the capacity to stderr', async () => {
    const { stdout, stderr, exitCode } = await plan({});
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`kind: SubnetPlan
version: 1
netConf:
  Network: 10.244.0.0/16
  Backend:
    Type: vxlan
    VNI: 7
nodes:
  - name: node-a
    publicIP: 192.168.1.1
    subnet: 10.244.1.0/24
    vni: 7
    vtepMAC: 0e:2a:0a:f4:01:07
  - name: node-b
    publicIP: 192.168.1.2
    subnet: 10.244.2.0/24
    vni: 7
    vtepMAC: 0e:2a:0a:f4:02:07
capacity:
  subnets: 255
  used: 2
  free: 253
  podsPerNode: 253
`);
    expect(stderr).toBe('255 subnets: 2 used, 253 free; 253 pods per node\n');
  });

  it('prints the same document as JSON, and as YAML, by its schema', async () => {
    const text = await made({});
    expect(await made({}, ['-o', 'yaml'])).toBe(text);
    const json = JSON.parse(await made({}, ['-o', 'json']));
    expect(json).toEqual(parse(text));
    expect(await made({}, ['--json'])).toBe(await made({}, ['-o', 'json']));
    const schema = await readFile(path.join(REPOSITORY, 'schemas/subnet-plan.schema.json'), 'utf8');
    const validate = new Ajv().compile(JSON.parse(schema));
    expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
  });

  it('takes the node list as a list or under the key nodes, in YAML or JSON', async () => {
    const expected = await made({});
    expect(await made({ nodes: { nodes: NODES } })).toBe(expected);
    expect(await made({ nodes: JSON.stringify(NODES) })).toBe(expected);
  });

  it('takes the text of the net-conf as well', async () => {
    expect(await made({ given: { '--net-conf': JSON.stringify(NET_CONF) } })).toBe(await made({}));
  });

  it('says what a file is that is no net-conf, and where that goes', async () => {
    const { exitCode, stderr } = await plan({ given: { '--net-conf': 'nodes.yaml' } });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('nodes.yaml is not a net-conf: it is a node list');
    expect(stderr).toContain('A node and a plan take it with --nodes');
  });

  it.each([
    ['--net-conf', JSON.stringify(NET_CONF)],
    ['--nodes', stringify(NODES)],
    ['--nodes', JSON.stringify(NODES)],
  ])('reads %s from stdin', async (flag, input) => {
    const expected = await made({});
    const result = await plan({ given: { [flag]: '-' } }, [], { input });
    expect(result.stdout).toBe(expected);
  });

  it('reads the previous plan from stdin', async () => {
    const input = await made({});
    const { stdout, stderr } = await plan({ given: { '--previous': '-' } }, [], { input });
    expect(stdout).toBe(input);
    expect(stderr).toContain('0 added, 0 removed, 2 kept');
  });

  it('keeps the net-conf as it was written, also what flannelctl does not know', async () => {
    const netConf = '{"network": "10.99.0.0/16", "Backend": {"VNI": 3, "Type": "VXLAN"}, "SubnetLen": 26}';
    const document = parse(await made({ netConf }));
    expect(JSON.stringify(document.netConf)).toBe(JSON.stringify(JSON.parse(netConf)));
    expect(document.nodes[0].subnet).toBe('10.99.0.64/26');
    expect(document.capacity).toEqual({ subnets: 1023, used: 2, free: 1021, podsPerNode: 61 });
  });

  it('gives the same bytes whatever the order of the nodes and of their keys', async () => {
    const nodes = many(30).map((node, i) => (i % 7 === 3 ? { ...node, subnet: `10.244.${i}.0/24` } : node));
    const turned = nodes.toReversed().map((node) => Object.fromEntries(Object.entries(node).reverse()));
    expect(await made({ nodes: turned })).toBe(await made({ nodes }));
  });

  it('gives pins and explicit MACs to the nodes that ask for them', async () => {
    const nodes = [
      ...NODES,
      { name: 'z', publicIP: '192.168.1.9', subnet: '10.244.1.0/24', vtepMAC: '02:00:00:00:00:0A' },
    ];
    expect(parse(await made({ nodes })).nodes).toMatchObject([
      { name: 'z', subnet: '10.244.1.0/24', vtepMAC: '02:00:00:00:00:0a' },
      { name: 'node-a', subnet: '10.244.2.0/24', vtepMAC: '0e:2a:0a:f4:02:07' },
      { name: 'node-b', subnet: '10.244.3.0/24' },
    ]);
  });

  it('moves no node when others come and go, and says what changed', async () => {
    const previous = await made({ nodes: [...NODES, { name: 'node-c', publicIP: '192.168.1.3' }] });
    const nodes = [
      { name: 'node-0', publicIP: '192.168.1.4' },
      { name: 'node-1', publicIP: '192.168.1.5' },
      { name: 'node-b', publicIP: '192.168.1.20' },
      { name: 'node-c', publicIP: '192.168.1.3' },
    ];
    const { stdout, stderr } = await plan({ nodes, previous });
    expect(
      parse(stdout).nodes.map((node: { name: string; subnet: string }) => [node.subnet, node.name]),
    ).toEqual([
      ['10.244.1.0/24', 'node-0'],
      ['10.244.2.0/24', 'node-b'],
      ['10.244.3.0/24', 'node-c'],
      ['10.244.4.0/24', 'node-1'],
    ]);
    expect(stderr).toBe(`+ node-0 10.244.1.0/24 192.168.1.4 0e:2a:0a:f4:01:07
+ node-1 10.244.4.0/24 192.168.1.5 0e:2a:0a:f4:04:07
~ node-b 10.244.2.0/24 192.168.1.20 0e:2a:0a:f4:02:07 (was node-b 10.244.2.0/24 192.168.1.2 0e:2a:0a:f4:02:07)
- node-a 10.244.1.0/24 192.168.1.1 0e:2a:0a:f4:01:07
2 added, 1 removed, 2 kept, of which 1 changed
255 subnets: 4 used, 251 free; 253 pods per node
`);
  });

  it('says in one line that many nodes came', async () => {
    const { stderr } = await plan({ nodes: many(30), previous: await made({ nodes: [] }) });
    expect(stderr).toBe(
      '+ 30 nodes\n30 added, 0 removed, 0 kept\n255 subnets: 30 used, 225 free; 253 pods per node\n',
    );
  });

  it('makes plans without VNI and MACs for other backends', async () => {
    const { nodes } = parse(
      await made({ netConf: { Network: '10.244.0.0/16', Backend: { Type: 'host-gw' } } }),
    );
    expect(nodes).toEqual([
      { ...NODES[0], subnet: '10.244.1.0/24' },
      { ...NODES[1], subnet: '10.244.2.0/24' },
    ]);
  });

  it('reads a plan that was written by hand, without capacity and MACs', async () => {
    const previous = {
      kind: 'SubnetPlan',
      netConf: NET_CONF,
      nodes: [{ ...NODES[1], subnet: '10.244.9.0/24' }],
    };
    expect(parse(await made({ previous })).nodes).toMatchObject([
      { name: 'node-a', subnet: '10.244.1.0/24' },
      { name: 'node-b', subnet: '10.244.9.0/24', vtepMAC: '0e:2a:0a:f4:09:07' },
    ]);
  });

  it('fills a network to its last subnet', async () => {
    const netConf = { ...NET_CONF, SubnetMin: '10.244.4.0', SubnetMax: '10.244.8.0' };
    const { nodes, capacity } = parse(await made({ netConf, nodes: many(5) }));
    expect(nodes[4].subnet).toBe('10.244.8.0/24');
    expect(capacity).toEqual({ subnets: 5, used: 5, free: 0, podsPerNode: 253 });
  });

  it('makes a plan for 5,000 nodes, and the same again from it', async () => {
    const netConf = { ...NET_CONF, Network: '10.0.0.0/8' };
    const nodes = many(5000);
    const first = await made({ netConf, nodes });
    const second = await plan({ netConf, nodes: nodes.toReversed(), previous: first });
    expect(second.stdout).toBe(first);
    expect(second.stderr).toContain('0 added, 0 removed, 5000 kept\n65535 subnets: 5000 used, 60535 free');
  });
});

describe('flannelctl plan warns', () => {
  it('of a MAC where the backend has no VTEPs, and goes on', async () => {
    const { stdout, stderr, exitCode } = await plan({
      netConf: { Network: '10.244.0.0/16', Backend: { Type: 'host-gw' } },
      nodes: [{ ...NODES[0], vtepMAC: '02:00:00:00:00:0a' }],
    });
    expect(stderr).toContain('nodes.yaml:3:12: warning: vtepMAC is ignored: the backend is host-gw');
    expect(parse(stdout).nodes).toEqual([{ ...NODES[0], subnet: '10.244.1.0/24' }]);
    expect(exitCode).toBe(0);
  });
});

describe('flannelctl plan ends with 64', () => {
  it.each([
    ['there is no net-conf', ['--nodes', '-'], 'there is no net-conf in <stdin>'],
    ['--nodes is missing', ['--net-conf', 'net-conf.json'], 'Give --nodes FILE'],
    ['two files are stdin', ['--net-conf', '-', '--nodes', '-'], 'only one file can be read from stdin'],
  ])('when %s', async (_, args, expected) => {
    const { stderr, exitCode } = await inProcess(['plan', ...args], { input: '[]' });
    expect(stderr).toContain(expected);
    expect(exitCode).toBe(64);
  });
});
