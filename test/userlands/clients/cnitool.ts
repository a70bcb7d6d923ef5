import path from 'node:path';
import { execa } from 'execa';
import { need } from '../../machines/apt.ts';
import type { Machine } from '../../machines/machine.ts';
import { kept } from '../../machines/trees.ts';
import { type Client, clientTree, IMAGE, type Ports } from './client.ts';

/** That of Debian 12's library of CNI; the tool itself is in none of its packages. */
const VERSION = '1.1.2';

/** A folder to lay over a system. */
const build = async (): Promise<string> =>
  kept(`cnitool-${VERSION}`, async (folder) => {
    await need({ go: 'golang-go' });
    process.stderr.write(`setup: building cnitool ${VERSION}\n`);
    await execa('go', ['install', `github.com/containernetworking/cni/cnitool@v${VERSION}`], {
      env: { GOBIN: path.join(folder, 'usr/bin'), CGO_ENABLED: '0' },
    });
  });

const POD = { id: 'pod', netns: '/run/netns/pod' };

const inPod = ['ip', 'netns', 'exec', POD.id];

/** The port mapping is given at DEL, too: without it portmap leaves its rules. */
async function run(node: Machine, verb: 'add' | 'del', { hostPort, containerPort }: Ports): Promise<void> {
  const portMappings = [{ hostPort, containerPort, protocol: 'tcp' }];
  const env = { CNI_PATH: '/usr/lib/cni', CAP_ARGS: JSON.stringify({ portMappings }) };
  await node.must(0, ['cnitool', verb, 'cbr0', POD.netns], { env });
}

export const cnitool: Client = {
  name: 'cnitool',
  install: async () => `${await build()}:${await clientTree()}`,
  start: async () => VERSION,
  addPod: async (node, ports) => {
    await node.must(0, ['ip', 'netns', 'add', POD.id]);
    await run(node, 'add', ports);
    const serve = ['/bin/httpd', '-p', `0.0.0.0:${ports.containerPort}`, '-h', '/www'];
    await node.must(0, [...inPod, 'chroot', IMAGE.root, ...serve]);
    return POD;
  },
  deletePod: async (node, { id }, ports) => {
    await node.sh(`ip netns pids ${id} | xargs kill`);
    await run(node, 'del', ports);
    // The end of the namespace would take the port away, too.
    await node.must(1, [...inPod, 'ip', 'link', 'show', 'eth0']);
    await node.must(0, ['ip', 'netns', 'del', id]);
  },
};
