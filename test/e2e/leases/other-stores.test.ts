import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import type { AgentReport, LeasesDocument } from '../../../src/generated/types.d.ts';
import { agentFiles, nodeList, routesTo, startAgent } from '../../support/agent/agent.ts';
import { ask, must, nodeObject } from '../../support/apiserver/api-server.ts';
import { clusterOf, kubeconfigText } from '../../support/apiserver/configs.ts';
import { type Model, modelApiServer } from '../../support/apiserver/model.ts';
import { type CliResult, flannelctl } from '../../support/cli/cli.ts';
import type { Host } from '../../support/host/netns.ts';
import { expectExit, netConf, readIn } from '../../support/host/node.ts';
import { test, until } from '../../support/transactions/running.ts';

const CONF = netConf({ EnableNFTables: true });

/** flannel's annotations of a node. @param data its backend data */
const annotations = (publicIP: string, data: object): Record<string, string> => ({
  'flannel.alpha.coreos.com/kube-subnet-manager': 'true',
  'flannel.alpha.coreos.com/backend-type': 'vxlan',
  'flannel.alpha.coreos.com/backend-data': JSON.stringify(data),
  'flannel.alpha.coreos.com/public-ip': publicIP,
});

async function clusterWith(host: Host): Promise<Model> {
  const server = await modelApiServer();
  const good = annotations('10.0.0.1', { VNI: 1, VtepMAC: '0a:00:00:00:00:01' });
  const bad = annotations('10.0.0.2', { VNI: 1 });
  await must(
    server,
    'POST',
    '/api/v1/nodes',
    nodeObject('n1', { annotations: good, podCIDRs: ['10.244.1.0/24'] }),
  );
  await must(
    server,
    'POST',
    '/api/v1/nodes',
    nodeObject('n2', { annotations: bad, podCIDRs: ['10.244.2.0/24'] }),
  );
  await must(server, 'POST', '/api/v1/nodes', nodeObject('n3', { podCIDRs: ['10.244.3.0/24'] }));
  await writeFile(
    path.join(host.root, 'kubeconfig'),
    kubeconfigText(clusterOf(server), { token: server.admin }),
  );
  await writeFile(path.join(host.root, 'net-conf.json'), CONF);
  return server;
}

/** Runs where the API server is, with a host's files. */
const leasesOf = async ({ root }: Host, ...args: readonly string[]): Promise<CliResult> =>
  flannelctl(
    [
      'leases',
      ...args,
      '--kube-subnet-mgr',
      '--kubeconfig-file',
      path.join(root, 'kubeconfig'),
      '--net-config-path',
      path.join(root, 'net-conf.json'),
    ],
    { env: { FLANNELCTL_ROOT: root } },
  );

test('nodes of Kubernetes have their names, and one without a MAC would stop flanneld', async ({
  host,
  onTestFinished,
}) => {
  const server = await clusterWith(host);
  onTestFinished(async () => server.stop());
  const { stdout, stderr } = expectExit(await leasesOf(host, '-o', 'json'), 11);
  expect(stderr).toBe('');
  const { leases } = JSON.parse(stdout) as LeasesDocument;
  expect(leases).toEqual([
    {
      key: 'n1',
      subnets: ['10.244.1.0/24'],
      publicIPs: ['10.0.0.1'],
      data: '0a:00:00:00:00:01',
      node: 'n1',
      state: 'peer',
    },
    {
      key: 'n2',
      subnets: [],
      publicIPs: [],
      state: 'leftOut',
      reason: 'the backend data of node "n2" has no VtepMAC',
      stall: 'flanneld does nothing else for 51 s, because it has no VtepMAC',
    },
  ]);
});

test('remove takes the annotations of a node away, and leaves the node', async ({ host, onTestFinished }) => {
  const server = await clusterWith(host);
  onTestFinished(async () => server.stop());
  expectExit(await leasesOf(host, 'remove', 'n2', '--yes'), 0);
  const { status, text } = await ask(server, 'GET', '/api/v1/nodes/n2');
  expect(status).toBe(200);
  expect(text).not.toContain('flannel.alpha.coreos.com');
  expectExit(await leasesOf(host), 0);
});

test('without flags it lists the store of the agent, whose record is this node’s', async ({ host }) => {
  const files = await agentFiles(host, nodeList(1, 2), CONF);
  const none = expectExit(await host.flannelctl(['leases']), 64);
  expect(none.stderr).toContain('no store is named');
  startAgent(host, files, ['--etcd-username', 'flannel', '--etcd-password', 'secret-word']);
  await routesTo(host, 2);
  const report = await until('it is ready', async () => {
    const text = await readIn(host, 'run/flannelctl/agent.json');
    return text.includes('"ready": true') && (JSON.parse(text) as AgentReport);
  });
  expect(report.storeFlags).toMatchObject({ nodes: files.nodes, 'net-config-path': files.netConf });
  expect(await readIn(host, 'run/flannelctl/agent.json')).not.toMatch(/secret-word|etcd-username/);
  const { stdout } = expectExit(await host.flannelctl(['leases']), 0);
  expect(stdout).toMatch(/^10\.244\.1\.0\/24 +192\.168\.77\.1 .* n1 +never +this node$/m);
  expect(stdout).toMatch(/^10\.244\.2\.0\/24 +192\.168\.77\.2 .* n2 +never +peer$/m);
  expect(stdout).toContain('2 records: 1 this node, 1 peer.');
  const refused = expectExit(await host.flannelctl(['leases', 'remove', 'n2', '--yes']), 64);
  expect(refused.stderr).toContain('nodes.yaml is a file, which is only read');
});
