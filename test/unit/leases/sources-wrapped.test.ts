import { describe, expect, it } from 'vitest';
import { readNodeSource } from '../../../src/leases/sources/read.ts';
import {
  type EtcdPairs,
  etcdJson,
  etcdPair,
  kubeList,
  kubeNode,
  publishedNodes,
} from '../../support/lease-writers.ts';
import { carried, names, netConfOf, records } from './sources-support.ts';

const NODES = publishedNodes(2).map((node) => kubeNode(node));
const [n1, n2] = NODES;
const listOf = (...items: (object | undefined)[]): object =>
  kubeList(items.filter((item) => item !== undefined));
const pretty = (value: unknown): string => JSON.stringify(value, null, 4);

describe('nodes of Kubernetes in other wrappers', () => {
  it.each([
    ['two objects one after another', NODES.map(pretty).join('\n')],
    ['an object a line', NODES.map((node) => JSON.stringify(node)).join('\n')],
    ['objects without a line between', NODES.map((node) => JSON.stringify(node)).join('')],
    ['lists one after another', [listOf(n1), listOf(n2)].map(pretty).join('\n')],
    ['a list and an object', `${pretty(listOf(n1))}\n${pretty(n2)}\n`],
    ['an array', pretty(NODES)],
    ['an array of lists', pretty([listOf(n1), listOf(n2)])],
    [
      'the items of a NodeList',
      pretty(NODES.map((node) => ({ ...node, kind: undefined, apiVersion: undefined }))),
    ],
    ['arrays one after another', `${pretty([n1])}\n${pretty([n2])}`],
  ])('are read: %s', async (_, text) => {
    const { form, entries, problems } = await records(text);
    expect(form).toBe('kubernetes');
    expect(problems).toEqual([]);
    expect(names(entries)).toEqual(['n1', 'n2']);
  });

  it('have the places of the text that they stand in', async () => {
    const broken = pretty(n2).replace('"kind"', 'kind');
    const { problems } = await records(`${pretty(n1)}\n${broken}`);
    const line =
      pretty(n1).split('\n').length + 1 + broken.slice(0, broken.indexOf('kind')).split('\n').length - 1;
    expect(problems.map(({ location }) => location?.line)).toEqual([line]);
    expect(problems[0]?.message).toBe('"kind" is not JSON');
  });
});

const ROOT = '/coreos.com/network';
const NET_CONF = { Network: '10.244.0.0/16', Backend: { Type: 'vxlan' } };
const PAIRS: EtcdPairs = [
  [`${ROOT}/config`, JSON.stringify(NET_CONF)],
  ...publishedNodes(2).map((node) => etcdPair(node)),
];
const [CONFIG, ...LEASES] = PAIRS.map(([key, value], i) => ({
  ...{ key, value },
  createdIndex: 5 + i,
  modifiedIndex: 7 + i,
}));
const FOLDER = {
  key: ROOT,
  dir: true,
  nodes: [CONFIG, { key: `${ROOT}/subnets`, dir: true, nodes: LEASES }],
};
const ANSWER = JSON.parse(etcdJson(PAIRS)) as { readonly kvs: readonly object[] };
const GATEWAY = {
  header: { revision: '9' },
  kvs: ANSWER.kvs.map((pair) => ({ ...pair, mod_revision: '9' })),
};

describe('leases of etcd in other wrappers', () => {
  it.each([
    ['the v2 API', pretty({ action: 'get', node: FOLDER })],
    ['its node', pretty(FOLDER)],
    ['the nodes in it', pretty(FOLDER.nodes)],
    ['the gateway of the v3 API', pretty(GATEWAY)],
    ['the kvs alone', pretty(ANSWER.kvs)],
    ['a record a line', ANSWER.kvs.map((pair) => JSON.stringify(pair)).join('\n')],
    [
      'listings one after another',
      ANSWER.kvs.map((pair) => JSON.stringify({ ...ANSWER, kvs: [pair] })).join('\n'),
    ],
    ['keys and values in clear', pretty(PAIRS.map(([key, value]) => ({ key, value })))],
  ])('are read: %s', async (_, text) => {
    const { form, entries, netConf, problems } = await records(text);
    expect(form).toBe('etcd');
    expect(problems).toEqual([]);
    expect(entries.map(({ ipv4 }) => ipv4?.pin)).toEqual(['10.244.1.0/24', '10.244.2.0/24']);
    expect(carried(netConf)).toEqual(await netConfOf(NET_CONF));
  });

  it.each([
    ['a node under a key of that name', { node: { name: 'n1', ipv4: { publicIP: '192.168.1.1' } } }],
    ['an action without a node', { action: 'get' }],
    ['an action on something else', { action: 'get', node: 'n1' }],
    ['records of something else', [{ key: '/registry/pods/a', value: 'x' }]],
    ['a header without a revision', { header: { title: 'nodes' } }],
    ['nothing', {}],
  ])('are not taken for them: %s', async (_, value) => {
    expect((await readNodeSource('nodes', pretty(value))).form).toBe('list');
  });

  it('have the revisions that they were first and last written in', async () => {
    const revisions = async (value: unknown): Promise<unknown> =>
      (await records(pretty(value))).entries.map(({ created, revision }) => [created, revision]);
    expect(await revisions(FOLDER)).toEqual([
      [6, 8],
      [7, 9],
    ]);
    expect(await revisions(GATEWAY)).toEqual([
      [3, 9],
      [4, 9],
    ]);
  });

  it('of the v2 API have the places of the net-conf in the answer', async () => {
    const bad = { ...CONFIG, value: '{"Network": 10.244.0.0/16}' };
    const { netConf } = await records(pretty({ action: 'get', node: { ...FOLDER, nodes: [bad] } }));
    expect(netConf?.problems[0]?.location).toMatchObject({ file: 'nodes', line: 9, column: 47 });
  });
});
