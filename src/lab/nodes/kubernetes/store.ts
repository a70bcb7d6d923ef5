import { writeFile } from 'node:fs/promises';
import { readText } from '../../../host/index.ts';
import { type LabNode, type Layout, layoutOf } from '../../base/layout.ts';
import { apiserverLog, netConfFile } from '../../base/paths.ts';
import type { Lab } from '../../base/state.ts';
import { etcdProblem, requireEtcd, startEtcdServer, switchUrl } from '../etcd.ts';
import type { LabStore } from '../lab-store.ts';
import { askApi, createObject, type LabApi } from './api.ts';
import { isApiReady, requireApiserver, startApiserver } from './apiserver.ts';
import { agentKubeconfig, writeAccess } from './files.ts';
import { podCidrsOf } from './pod-cidrs.ts';
import { createRights } from './rights.ts';

const PORT = 6443;

/** Nodes of other underlays reach it by the switch, which has all its addresses. */
const placeOf = ({ underlays: [first] }: Layout): string =>
  switchUrl('https', first ?? { gateways: {} }, PORT);

const apiOf = (lab: Lab): LabApi => ({ lab: lab.name, server: placeOf(layoutOf(lab.name, lab)) });

const NODES = '/api/v1/nodes';

/** The Node of a lab's node, as kubelet and the controller manager would make it. */
async function nodeObject({ name }: Lab, node: LabNode): Promise<object> {
  const file = netConfFile(name);
  const netConf = { file, text: (await readText(file)) ?? '' };
  const podCIDRs = await podCidrsOf(netConf, Number(node.name.slice(1)));
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: node.name, labels: { 'kubernetes.io/hostname': node.name } },
    spec: { podCIDR: podCIDRs[0], podCIDRs },
  };
}

/** A lab whose nodes follow the Kubernetes API: kube-apiserver with etcd behind it, and a Node for each node. */
export const kubernetes: LabStore = {
  require: async (apiserver) => {
    await requireApiserver(apiserver);
    await requireEtcd();
  },
  place: placeOf,
  describe: (layout) =>
    `kubernetes: on the switch, kube-apiserver at ${placeOf(layout)}, with etcd behind it`,
  start: async ({ lab, layout, netConf, script, apiserver = '', signal }) => {
    const { namespace } = layout.switch;
    const api = apiOf(lab);
    await writeFile(netConfFile(lab.name), netConf);
    // What the network has no room for is known before a server is started.
    for (const node of layout.nodes) await nodeObject(lab, node);
    await writeAccess(lab.name, api.server);
    await startEtcdServer(lab.name, layout, signal);
    await startApiserver(api, { file: apiserver, namespace, signal });
    await createRights(api, script);
  },
  addNode: async (lab, node) => createObject(apiOf(lab), NODES, await nodeObject(lab, node)),
  removeNode: async (lab, { name }) => {
    const { status, text } = await askApi(apiOf(lab), 'DELETE', `${NODES}/${name}`);
    return status === 200 || status === 404
      ? []
      : [`the Node ${name} is left: ${status} ${text.slice(0, 300)}`];
  },
  agentFlags: ({ name }) => [
    '--kube-subnet-mgr',
    ...['--kubeconfig-file', agentKubeconfig(name)],
    ...['--net-config-path', netConfFile(name)],
  ],
  problem: async (lab) => {
    const broken = await etcdProblem(lab.name, layoutOf(lab.name, lab).switch.namespace);
    if (broken !== undefined || (await isApiReady(apiOf(lab)))) return broken;
    return `kube-apiserver is not ready: see ${apiserverLog(lab.name)}`;
  },
};
