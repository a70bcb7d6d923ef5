import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { checkNetConf } from '../../../src/config/index.ts';
import { parseSource } from '../../../src/text/index.ts';
import { REPOSITORY } from '../../support/cli/cli.ts';
import { inProcess } from '../../support/cli/in-process.ts';

interface Container {
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly object[];
  readonly securityContext: object;
  readonly livenessProbe: { readonly httpGet: object };
  readonly readinessProbe: { readonly httpGet: object };
  readonly volumeMounts: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly readOnly?: boolean;
  }[];
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly object[];
  readonly roleRef?: object;
  readonly subjects?: readonly object[];
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly selector: { readonly matchLabels: object };
    readonly template: {
      readonly metadata: { readonly labels: object };
      readonly spec: {
        readonly containers: readonly Container[];
        readonly initContainers?: readonly object[];
        readonly volumes: readonly { readonly name: string; readonly configMap?: object }[];
      } & Readonly<Record<string, unknown>>;
    };
  };
}

const textOf = (file: string): string => readFileSync(path.join(REPOSITORY, 'deploy', file), 'utf8');

function manifests(file: string): readonly Manifest[] {
  const documents = parseAllDocuments(textOf(file));
  for (const { errors } of documents) expect(errors).toEqual([]);
  return documents.map((document) => document.toJS() as Manifest);
}

function one(file: string, kind: string): Manifest {
  const found = manifests(file).filter((manifest) => manifest.kind === kind);
  expect(found).toHaveLength(1);
  return found[0] as Manifest;
}

const podOf = ({ spec }: Manifest) => {
  const pod = spec?.template.spec;
  const container = pod?.containers[0];
  if (pod === undefined || container === undefined) throw new Error('no container');
  return { pod, container };
};

describe('the rights', () => {
  it('are those of the store, and nothing more', () => {
    expect(one('rbac.yaml', 'ClusterRole').rules).toEqual([
      { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['nodes/status'], verbs: ['patch'] },
    ]);
    expect(manifests('rbac.yaml').map(({ kind }) => kind)).toEqual([
      'Namespace',
      'ServiceAccount',
      'ClusterRole',
      'ClusterRoleBinding',
    ]);
  });

  it('are given to the account that the pods have', () => {
    const { metadata } = one('rbac.yaml', 'ServiceAccount');
    const binding = one('rbac.yaml', 'ClusterRoleBinding');
    expect(binding.roleRef).toMatchObject({
      kind: 'ClusterRole',
      name: one('rbac.yaml', 'ClusterRole').metadata.name,
    });
    expect(binding.subjects).toEqual([
      { kind: 'ServiceAccount', ...{ name: metadata.name, namespace: metadata.namespace } },
    ]);
    const daemonSet = one('daemonset.yaml', 'DaemonSet');
    expect(podOf(daemonSet).pod['serviceAccountName']).toBe(metadata.name);
    expect(daemonSet.metadata.namespace).toBe(metadata.namespace);
  });
});

describe('the ConfigMap', () => {
  const { data = {}, metadata } = one('configmap.yaml', 'ConfigMap');

  it('is what kube-flannel has', () => {
    const text = readFileSync(path.join(REPOSITORY, 'test/fixtures/config/kube-flannel.yml'), 'utf8');
    const theirs = parseAllDocuments(text).map((document) => document.toJS() as Manifest);
    expect({ metadata, data }).toEqual(
      theirs
        .filter(({ kind }) => kind === 'ConfigMap')
        .map((map) => ({ metadata: map.metadata, data: map.data }))[0],
    );
  });

  it('has a net-conf without faults', async () => {
    const { root, source } = await parseSource('net-conf.json', data['net-conf.json'] ?? '', 'json');
    expect(root && checkNetConf(root, source, { store: 'kubernetes' }).problems).toEqual([]);
  });
});

describe('the DaemonSet', () => {
  const daemonSet = one('daemonset.yaml', 'DaemonSet');
  const { pod, container } = podOf(daemonSet);

  it('runs the agent as flanneld is run, by its node’s name', () => {
    expect([...container.command, ...container.args]).toEqual([
      ...['flannelctl', 'agent', '--kube-subnet-mgr', '--ip-masq'],
      ...['--healthz-ip=127.0.0.1', '--healthz-port=8081'],
    ]);
    expect(container.env).toEqual([
      { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
    ]);
    expect(pod).toMatchObject({ hostNetwork: true, priorityClassName: 'system-node-critical' });
    expect(pod).toHaveProperty('tolerations', [{ operator: 'Exists', effect: 'NoSchedule' }]);
  });

  it('gives it flags that it knows', async () => {
    const { args } = container;
    const { exitCode, stdout, stderr } = await inProcess(['agent', '--print-unit', ...args]);
    expect([exitCode, stderr]).toEqual([0, '']);
    for (const arg of args) expect(stdout).toContain(arg);
  });

  it('has the least of rights on the node', () => {
    expect(container.securityContext).toEqual({
      privileged: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'NET_RAW'] },
    });
    expect(pod).not.toHaveProperty('hostPID');
    const written = container.volumeMounts
      .filter(({ readOnly }) => !readOnly)
      .map(({ mountPath }) => mountPath);
    expect(written).toEqual([
      '/run/flannel',
      '/run/flannelctl',
      '/var/lib/flannelctl',
      '/etc/cni/net.d',
      '/run/xtables.lock',
      '/tmp',
    ]);
  });

  it('is asked how it is where it listens', () => {
    const at = { host: '127.0.0.1', port: 8081 };
    expect(container.livenessProbe.httpGet).toEqual({ ...at, path: '/healthz' });
    expect(container.readinessProbe.httpGet).toEqual({ ...at, path: '/readyz' });
  });

  it('names what there is: volumes, labels, the ConfigMap', () => {
    expect(container.volumeMounts.map(({ name }) => name).toSorted()).toEqual(
      pod.volumes.map(({ name }) => name).toSorted(),
    );
    expect(daemonSet.spec?.template.metadata.labels).toMatchObject(
      daemonSet.spec?.selector.matchLabels ?? {},
    );
    expect(pod.volumes.flatMap(({ configMap }) => configMap ?? [])).toEqual([
      { name: one('configmap.yaml', 'ConfigMap').metadata.name },
    ]);
  });

  it('and kube-flannel’s keep off each other', () => {
    const patch = parseAllDocuments(textOf('kube-flannel-elsewhere.yaml')).map(
      (document) => document.toJS() as unknown,
    );
    const key = 'flannelctl/agent';
    expect(pod['nodeSelector']).toHaveProperty([key], 'true');
    expect(JSON.stringify(patch)).toContain(JSON.stringify({ key, operator: 'DoesNotExist' }));
  });

  it('has the version of the package in the name of its image', () => {
    const { name, version } = JSON.parse(
      readFileSync(path.join(REPOSITORY, 'package.json'), 'utf8'),
    ) as Record<string, string>;
    expect(container.image).toBe(`${name}:${version}`);
    expect(textOf('Dockerfile')).toContain(`${name}-${version}.tgz`);
  });
});
