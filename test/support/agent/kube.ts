import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ApiServer, ask, must, nodeObject, type TestNode } from '../apiserver/api-server.ts';
import { clusterOf, kubeconfigText } from '../apiserver/configs.ts';
import { reachableIn } from '../apiserver/inside-host.ts';
import type { Host } from '../host/netns.ts';
import { type Running, start } from '../transactions/running.ts';

const PREFIX = 'flannel.alpha.coreos.com';

/** A Node of a peer as flannel annotates it. */
export const peerNode = (number: number, publicIP = `192.168.77.${number}`): object =>
  nodeObject(`n${number}`, {
    podCIDRs: [`10.244.${number}.0/24`],
    annotations: {
      [`${PREFIX}/kube-subnet-manager`]: 'true',
      [`${PREFIX}/backend-type`]: 'vxlan',
      [`${PREFIX}/backend-data`]: `{"VNI":1,"VtepMAC":"0a:00:00:00:00:${number.toString(16).padStart(2, '0')}"}`,
      [`${PREFIX}/public-ip`]: publicIP,
    },
  });

/** A cluster with a host in it, and what its users and controllers do there. */
export interface HostInCluster {
  /** Starts the agent of n1. @param token what it shows the API server; default: one with the rights of the DaemonSet's */
  readonly start: (
    more?: readonly string[],
    token?: string,
    env?: Readonly<Record<string, string>>,
  ) => Promise<Running>;
  /** Gives the agent that runs the rights of the DaemonSet's, by another token in its kubeconfig. */
  readonly allow: () => Promise<void>;
  /** Gives n1 its podCIDR, as kube-controller-manager does. */
  readonly assign: (podCIDR: string) => Promise<unknown>;
  readonly create: (node: object) => Promise<unknown>;
  readonly createOwn: (node: TestNode) => Promise<unknown>;
  readonly remove: (name: string) => Promise<unknown>;
  readonly annotate: (name: string, annotations: Readonly<Record<string, string>>) => Promise<unknown>;
  /** Marks n1 as without a network, as a controller of a cloud's routes does. */
  readonly setUnavailable: () => Promise<unknown>;
  /** n1's annotations of flannel, without their prefix, and its condition NetworkUnavailable. */
  readonly own: () => Promise<OwnNode>;
}

interface OwnNode {
  readonly annotations: Readonly<Record<string, string>>;
  readonly condition: { readonly status: string; readonly reason: string } | undefined;
}

interface Read {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly status: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason: string;
    }[];
  };
}

/** Puts a host into the cluster of an API server. */
export async function hostInCluster(host: Host, server: ApiServer, netConf: string): Promise<HostInCluster> {
  await reachableIn(host, server.url);
  const files = {
    netConf: path.join(host.root, 'net-conf.json'),
    config: path.join(host.root, 'kubeconfig'),
  };
  await writeFile(files.netConf, netConf);
  const create = async (node: object): Promise<unknown> => must(server, 'POST', '/api/v1/nodes', node);
  const writeConfig = async (token: string): Promise<void> =>
    writeFile(files.config, kubeconfigText(clusterOf(server), { token }));
  return {
    start: async (more = [], token, env = {}) => {
      await writeConfig(token ?? (await server.token()));
      return start(
        host,
        [
          ...['agent', '-kube-subnet-mgr', `-kubeconfig-file=${files.config}`, '-ip-masq=true'],
          ...[`-net-config-path=${files.netConf}`, ...more],
        ],
        { env: { NODE_NAME: 'n1', ...env } },
      );
    },
    allow: async () => writeConfig(await server.token()),
    assign: async (podCIDR) =>
      must(server, 'PATCH', '/api/v1/nodes/n1', { spec: { podCIDR, podCIDRs: [podCIDR] } }),
    create,
    createOwn: async (node) => create(nodeObject('n1', node)),
    remove: async (name) => must(server, 'DELETE', `/api/v1/nodes/${name}`),
    annotate: async (name, annotations) =>
      must(server, 'PATCH', `/api/v1/nodes/${name}`, {
        metadata: {
          annotations: Object.fromEntries(
            Object.entries(annotations).map(([key, value]) => [`${PREFIX}/${key}`, value]),
          ),
        },
      }),
    setUnavailable: async () =>
      must(server, 'PATCH', '/api/v1/nodes/n1/status', {
        status: { conditions: [{ type: 'NetworkUnavailable', status: 'True', reason: 'NoRouteCreated' }] },
      }),
    own: async () => ownNode(JSON.parse((await ask(server, 'GET', '/api/v1/nodes/n1')).text) as Read),
  };
}

const ownNode = ({ metadata, status }: Read): OwnNode => ({
  annotations: Object.fromEntries(
    Object.entries(metadata.annotations ?? {}).flatMap(([key, value]) =>
      key.startsWith(PREFIX) ? [[key.slice(PREFIX.length + 1), value]] : [],
    ),
  ),
  condition: status.conditions?.find(({ type }) => type === 'NetworkUnavailable'),
});
