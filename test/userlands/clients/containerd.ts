import type { Machine } from '../../machines/machine.ts';
import { type Client, clientTree, IMAGE, put, versionIn } from './client.ts';
import { conditions, netnsOf, removePodSandbox, runPodSandbox } from './cri.ts';

/** Pods get no cgroups: those of this machine are not the tests'. */
const RUNTIME = '#!/bin/sh\nexec /usr/bin/crun --cgroup-manager=disabled "$@"\n';

/** The image's program is the sandbox's own, so that a pod needs no container beside. */
const CONF = `
version = 2
root = "/run/containerd/root"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${IMAGE.name}"
  disable_cgroup = true
  disable_apparmor = true
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "/etc/cni/net.d"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "native"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        BinaryName = "/usr/local/bin/crun"
`;

const LAST_WORDS = 'tail -n 20 /run/containerd.log';

const START = `
chmod 755 /usr/local/bin/crun
containerd > /run/containerd.log 2>&1 &
until [ -S /run/containerd/containerd.sock ]; do
  kill -0 $! 2> /dev/null || { ${LAST_WORDS} >&2; exit 1; }
  sleep 0.05
done
`;

async function assertReady(node: Machine): Promise<void> {
  const found = await conditions(node);
  if (found.join() !== 'RuntimeReady,NetworkReady')
    throw new Error(`containerd is not ready: ${found.join()}\n${await node.sh(LAST_WORDS)}`);
}

export const containerd: Client = {
  name: 'containerd (CRI)',
  install: clientTree,
  start: async (node) => {
    await put(node, '/usr/local/bin/crun', RUNTIME);
    await put(node, '/etc/containerd/config.toml', CONF);
    await node.sh(START);
    await node.sh(`ctr --namespace k8s.io images import --snapshotter native ${IMAGE.archive}`);
    await assertReady(node);
    return versionIn(await node.sh('containerd --version'));
  },
  addPod: async (node, ports) => {
    const id = await runPodSandbox(node, ports);
    return { id, netns: await netnsOf(node, id) };
  },
  deletePod: async (node, { id }) => removePodSandbox(node, id),
};
