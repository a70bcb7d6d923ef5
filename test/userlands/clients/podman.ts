import { type Client, clientTree, IMAGE, put, versionIn } from './client.ts';

const CONF = `
[network]
network_backend = "cni"
[containers]
cgroups = "disabled"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "none"
runtime = "crun"
`;

/** On a tmpfs, because overlayfs takes no overlayfs to write into. */
const STORAGE = `
[storage]
driver = "overlay"
graphroot = "/run/containers/graph"
runroot = "/run/containers/run"
`;

export const podman: Client = {
  name: 'podman',
  install: clientTree,
  start: async (node) => {
    await put(node, '/etc/containers/containers.conf', CONF);
    await put(node, '/etc/containers/storage.conf', STORAGE);
    await node.must(0, ['podman', 'load', '--quiet', '--input', IMAGE.archive]);
    return versionIn((await node.must(0, ['podman', '--version'])).stdout);
  },
  addPod: async (node, { containerPort, hostPort }) => {
    const flags = ['--network', 'cbr0', '--publish', `${hostPort}:${containerPort}`, '--name', 'pod'];
    await node.must(0, ['podman', 'run', '--detach', ...flags, IMAGE.name]);
    const format = ['--format', '{{.NetworkSettings.SandboxKey}}'];
    const { stdout } = await node.must(0, ['podman', 'inspect', ...format, 'pod']);
    return { id: 'pod', netns: stdout.trim() };
  },
  deletePod: async (node, { id }) => {
    await node.must(0, ['podman', 'rm', '--force', '--time', '0', id]);
  },
};
