import { describe, expect, it } from 'vitest';
import { etcdPair, etcdPlain, kubectlJson, kubeNode, publishedNodes } from '../../support/lease-writers.ts';
import { records } from './sources-support.ts';

const LIST = kubectlJson(publishedNodes(1).map((node) => kubeNode(node)));
const LISTING = etcdPlain(publishedNodes(1).map((node) => etcdPair(node)));
const TABLE = 'n1     NotReady,SchedulingDisabled   <none>   10d   v1.31.0\n';
const KUBECTL = 'kubectl get nodes -o json';
const ETCDCTL = 'etcdctl get --prefix /coreos.com/network';

describe('what kubectl and etcdctl print that is no list', () => {
  it.each([
    ['a table', `NAME   STATUS   ROLES    AGE   VERSION\n${TABLE}`, 'the table', KUBECTL],
    ['a table without its head', TABLE, 'the table', KUBECTL],
    ['names', 'node/n1\nnode/n2\n', 'names of nodes only', KUBECTL],
    ['a description', 'Name:               n1\nRoles:              <none>\n', 'kubectl describe', KUBECTL],
    ['a refusal', 'The connection to the server localhost:8080 was refused - …\n', 'kubectl failed', KUBECTL],
    [
      'an answer of the API',
      'Error from server (Forbidden): nodes is forbidden\n',
      'kubectl failed',
      KUBECTL,
    ],
    ['no nodes', 'No resources found\n', 'kubectl failed', KUBECTL],
    [
      'no etcd',
      '{"level":"warn","msg":"retrying"}\nError: context deadline exceeded\n',
      'etcdctl or curl failed',
      ETCDCTL,
    ],
    ['no server', 'curl: (7) Failed to connect to localhost port 2379\n', 'etcdctl or curl failed', ETCDCTL],
    ['no kubectl', 'bash: kubectl: command not found\n', 'a command failed', KUBECTL],
    [
      'a log line before the list',
      `W1129 07:00:00.123456    1234 warnings.go:70] x is deprecated\n${LIST}`,
      'a line before the document',
      KUBECTL,
    ],
    ['a warning before the list', `Warning: x is deprecated\n${LIST}`, 'a line before the document', KUBECTL],
    [
      'a warning before YAML',
      'Warning: x is deprecated\napiVersion: v1\nkind: List\nitems: []\n',
      'a line before the document',
      KUBECTL,
    ],
    [
      'a prompt before the list',
      `$ kubectl get nodes -o json\n${LIST}`,
      'a line before the document',
      KUBECTL,
    ],
    [
      'a log line in JSON before keys',
      `{"level":"warn","msg":"x"}\n${LISTING}`,
      'a line before the document',
      ETCDCTL,
    ],
    [
      'a Status',
      JSON.stringify({ kind: 'Status', apiVersion: 'v1', message: 'no' }),
      'answered with an error: no',
      KUBECTL,
    ],
    [
      'an error of the v2 API',
      '{"errorCode":100,"message":"Key not found","cause":"/a"}',
      'Key not found: /a',
      ETCDCTL,
    ],
    ['an error of the gateway', '{"error":"user name is empty","code":3}', 'user name is empty', ETCDCTL],
  ])('%s is called what it is, with the command that helps', async (_, text, message, command) => {
    const { entries, problems } = await records(text);
    expect(entries).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(message);
    expect(problems[0]?.hint).toContain(command);
  });

  it('is not taken for a comment', async () => {
    const list = '# Ready\n- name: n1\n  publicIP: 192.168.1.1\n';
    await expect(records(list)).rejects.toThrow('read as a list');
  });
});
