import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import {
  annotationsOf,
  etcdJson,
  etcdPair,
  kubeList,
  kubeNode,
  publishedNodes,
} from '../../support/lease-writers.ts';
import { spoilt } from '../../support/spoilt.ts';

type Value = Parameters<typeof spoilt>[0];

/** A kind of document that flannelctl reads: one that is right, and how it is written. */
interface Fixture {
  readonly file: string;
  readonly value: unknown;
  readonly write: (value: Value) => string;
}

const json = (value: Value): string => JSON.stringify(value, null, 2);

/** Every text on the line it begins on, so that no line of the file is one of the text. */
const yaml = (value: Value): string =>
  stringify(value, { defaultStringType: 'QUOTE_DOUBLE', doubleQuotedMinMultiLineLength: 1e9, lineWidth: 0 });

/** As `etcdctl get` prints them: a key or value with a line break would be another key or value. */
const etcdLines = (value: Value): string =>
  (value as string[][])
    .flatMap((pair) => pair.map((text) => `${String(text).replaceAll('\n', '')}\n`))
    .join('');

const NET_CONF = {
  Network: '10.244.0.0/16',
  SubnetLen: 24,
  SubnetMin: '10.244.1.0',
  EnableIPv6: true,
  IPv6Network: 'fd00:244::/48',
  EnableNFTables: true,
  Backend: { Type: 'vxlan', VNI: 1, Port: 8472, DirectRouting: false },
};

const CNI_CONF = {
  name: 'cbr0',
  cniVersion: '0.3.1',
  plugins: [
    { type: 'flannel', delegate: { hairpinMode: true, isDefaultGateway: true, type: 'bridge' } },
    { type: 'portmap', capabilities: { portMappings: true } },
  ],
};

const NODES = [
  { name: 'n1', publicIP: '192.168.1.1', subnet: '10.244.1.0/24', vtepMAC: '02:00:00:00:00:01' },
  { name: 'n2', publicIP: '192.168.1.2' },
];

export const PLAN = {
  kind: 'SubnetPlan',
  netConf: { Network: '10.244.0.0/16', Backend: { Type: 'vxlan' } },
  nodes: [
    { name: 'n1', publicIP: '192.168.1.1', subnet: '10.244.1.0/24' },
    { name: 'n2', publicIP: '192.168.1.2', subnet: '10.244.2.0/24' },
  ],
};

const MANIFEST = path.resolve(import.meta.dirname, '../../fixtures/config/kube-flannel.yml');

/** The part of flannel's manifest that is checked. */
const configMap = (): unknown =>
  readFileSync(MANIFEST, 'utf8')
    .split(/^---$/m)
    .map((text) => parse(text) as { kind?: string } | null)
    .find((document) => document?.kind === 'ConfigMap');

const published = publishedNodes(1, true);
const nodes = kubeList(published.map((node) => kubeNode(node, annotationsOf(node))));
const pairs = [
  ['/coreos.com/network/config', JSON.stringify(NET_CONF)] as const,
  ...published.map((node) => etcdPair(node)),
];

export const FIXTURES = {
  'net-conf': { file: 'net-conf.json', value: NET_CONF, write: json },
  'CNI conf': { file: '10-flannel.conflist', value: CNI_CONF, write: json },
  'subnet plan': { file: 'plan.json', value: PLAN, write: json },
  'subnet plan in YAML': { file: 'plan.yaml', value: PLAN, write: yaml },
  'node list': { file: 'nodes.yaml', value: NODES, write: yaml },
  manifest: { file: 'kube-flannel.yml', value: configMap(), write: yaml },
  'nodes of Kubernetes': { file: 'nodes.json', value: nodes, write: json },
  'listing of etcd': { file: 'etcd.txt', value: pairs, write: etcdLines },
  'listing of etcd as JSON': {
    file: 'etcd.json',
    value: pairs,
    write: (value) => etcdJson(value as unknown as Parameters<typeof etcdJson>[0]),
  },
} as const satisfies Readonly<Record<string, Fixture>>;

/** What a fixture is written as, right and with each of its texts and keys made nasty. */
export function textsOf({ value, write }: Fixture): { readonly right: string; readonly spoilt: string[] } {
  return { right: write(value as Value), spoilt: [...spoilt(value as Value)].map(write) };
}
