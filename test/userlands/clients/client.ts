import path from 'node:path';
import type { Machine } from '../../machines/machine.ts';
import { releaseOf } from '../../machines/releases.ts';
import { tree } from '../../machines/trees.ts';

export interface Pod {
  /** What its client knows it by. */
  readonly id: string;
  /** The file of its network namespace. */
  readonly netns: string;
}

export interface Ports {
  readonly containerPort: number;
  readonly hostPort: number;
}

/** A program that runs the CNI plugins for pods, by the conf list it finds in /etc/cni/net.d. */
export interface Client {
  readonly name: string;
  /** Gives the folder (or more, as overlayfs takes them) of a system that has the program. */
  readonly install: () => Promise<string>;
  /** Makes it ready on a node, and gives its version. */
  readonly start: (node: Machine) => Promise<string>;
  /** Starts the image's program in a pod, and makes its port one of the node's. */
  readonly addPod: (node: Machine, ports: Ports) => Promise<Pod>;
  readonly deletePod: (node: Machine, pod: Pod, ports: Ports) => Promise<void>;
}

/** What prepare.sh has made. */
export const IMAGE = { name: 'localhost/pod:1', archive: '/run/image/image.tar', root: '/run/image/root' };

/** The system all clients are run in: the last release of Debian whose podman speaks CNI. */
export const clientTree = async (): Promise<string> =>
  tree(releaseOf('bookworm'), ['podman', 'containerd', 'crun', 'busybox-static']);

/** Writes a file of a node. */
export async function put(node: Machine, file: string, text: string): Promise<void> {
  await node.must(0, ['mkdir', '-p', path.dirname(file)]);
  await node.must(0, ['sh', '-c', 'cat > "$1"', 'put', file], { input: text });
}

export const versionIn = (text: string): string => /\d+(?:\.\d+)+/.exec(text)?.[0] ?? '–';
