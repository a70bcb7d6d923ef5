import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { Failure } from '../../../src/errors/index.ts';
import { type DocumentRole, readAsGiven } from '../../../src/validate/index.ts';
import { NET_CONF, NODES, PLAN } from '../../support/cli/plan.ts';
import { etcdPair, etcdPlain, kubectlJson, kubeNode, publishedNodes } from '../../support/lease-writers.ts';

const CNI_CONF = { cniVersion: '0.3.1', name: 'cbr0', plugins: [{ type: 'flannel' }] };
const MANIFEST = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'kube-flannel-cfg' },
  data: { 'net-conf.json': JSON.stringify(NET_CONF), 'cni-conf.json': JSON.stringify(CNI_CONF) },
};

const DOCUMENTS = {
  'net-conf': JSON.stringify(NET_CONF),
  'CNI conf': JSON.stringify(CNI_CONF),
  'CNI conf of one plugin': JSON.stringify({ cniVersion: '0.3.1', name: 'cbr0', type: 'flannel' }),
  'subnet plan': stringify(PLAN),
  'subnet plan in JSON': JSON.stringify(PLAN),
  'node list': stringify(NODES),
  'node list under nodes': JSON.stringify({ nodes: NODES }),
  'nodes of Kubernetes': kubectlJson(publishedNodes(2).map((node) => kubeNode(node))),
  'leases of etcd': etcdPlain(publishedNodes(2).map((node) => etcdPair(node))),
  manifest: stringify(MANIFEST),
} as const;

type Document = keyof typeof DOCUMENTS;

const NODE_LISTS: readonly Document[] = [
  'subnet plan',
  'subnet plan in JSON',
  'node list',
  'node list under nodes',
  'nodes of Kubernetes',
  'leases of etcd',
];
const TAKES: Readonly<Record<DocumentRole, readonly Document[]>> = {
  'net-conf': ['net-conf'],
  'cni-conf': ['CNI conf', 'CNI conf of one plugin'],
  nodes: NODE_LISTS,
  previous: ['subnet plan', 'subnet plan in JSON'],
};

/** What a document is called, and where it belongs. */
const IS: Readonly<Record<Document, readonly [is: string, belongs: string]>> = {
  'net-conf': ['net-conf', '--net-conf'],
  'CNI conf': ['CNI conf', '--cni-conf'],
  'CNI conf of one plugin': ['CNI conf', '--cni-conf'],
  'subnet plan': ['subnet plan', '--nodes'],
  'subnet plan in JSON': ['subnet plan', '--nodes'],
  'node list': ['node list', '--nodes'],
  'node list under nodes': ['node list', '--nodes'],
  'nodes of Kubernetes': ['list of nodes as kubectl or etcdctl print it', '--nodes'],
  'leases of etcd': ['list of nodes as kubectl or etcdctl print it', '--nodes'],
  manifest: ['Kubernetes manifest', 'kubectl'],
};

const PAIRS = (Object.keys(TAKES) as DocumentRole[]).flatMap((role) =>
  (Object.keys(DOCUMENTS) as Document[]).map((document) => [document, role] as const),
);
const failed = new Failure('invalidConfig', 'it could not be read');

/** The Failure of a reading that fails, of a document given as something. */
const refusal = (role: DocumentRole, text: string): Promise<unknown> =>
  readAsGiven([{ role, file: 'given', text }], () => Promise.reject(failed)).catch(
    (thrown: unknown) => thrown,
  );

describe('a document that could not be read', () => {
  it.each(PAIRS.filter(([document, role]) => !TAKES[role].includes(document)))(
    'a %s given as %s is called what it is, with where it belongs, and nothing else',
    async (document, role) => {
      const thrown = (await refusal(role, DOCUMENTS[document])) as Failure;
      const [is, belongs] = IS[document];
      expect(thrown.message).toMatch(/^given is not a /);
      expect(thrown.message).toContain(`: it is a ${is}`);
      expect(thrown.hint).toContain(belongs);
      expect(thrown.problems).toEqual([]);
    },
  );

  it.each(PAIRS.filter(([document, role]) => TAKES[role].includes(document)))(
    'a %s given as %s keeps its own errors',
    async (document, role) => {
      expect(await refusal(role, DOCUMENTS[document])).toBe(failed);
    },
  );

  it.each<DocumentRole>(['net-conf', 'cni-conf', 'previous'])(
    'what kubectl says when it fails, given as %s, is called that',
    async (role) => {
      const thrown = (await refusal(role, 'Error from server (NotFound): configmaps not found\n')) as Failure;
      expect(thrown.message).toContain('kubectl failed');
    },
  );
});
