import path from 'node:path';
import { addressIn, lengthOf } from '../net/index.ts';
import type { FileObject } from '../state/index.ts';
import type { BackendInput } from './input.ts';

export const SUBNET_ENV = '/run/flannel/subnet.env';
export const CNI_CONF = '/etc/cni/net.d/10-flannel.conflist';

const KEYS = { ipv4: '', ipv6: 'IPV6_' } as const;

/** subnet.env, byte for byte as flanneld writes it (flannel-facts 5). */
function subnetEnv({ families, ipMasq }: BackendInput, mtu: number): string {
  return [
    ...families.flatMap(({ name, network, own }) => [
      `FLANNEL_${KEYS[name]}NETWORK=${network.network}`,
      `FLANNEL_${KEYS[name]}SUBNET=${addressIn(own.subnet, 1)}/${lengthOf(own.subnet)}`,
    ]),
    `FLANNEL_MTU=${mtu}`,
    `FLANNEL_IPMASQ=${ipMasq}`,
    '',
  ].join('\n');
}

/** Every folder above a file, outermost first. */
export function foldersAbove(file: string): string[] {
  const folder = path.dirname(file);
  return folder === '/' ? [] : [...foldersAbove(folder), folder];
}

/** A folder, as objects have it. */
export const directory = (folder: string): FileObject => ({
  kind: 'file',
  type: 'directory',
  path: folder,
  mode: 0o755,
  content: '',
});

/** A file that all may read. */
export const textFile = (name: string, content: string): FileObject => ({
  kind: 'file',
  type: 'file',
  path: name,
  mode: 0o644,
  content,
});

/** The CNI conf and subnet.env, with the folders above them: those that are missing are made, and are then ours to take away. */
export function fileObjects(input: BackendInput, mtu: number): FileObject[] {
  const folders = new Set([CNI_CONF, SUBNET_ENV].flatMap(foldersAbove));
  return [
    ...[...folders].map(directory),
    { ...textFile(CNI_CONF, input.cniConf), like: 'conflist' },
    { ...textFile(SUBNET_ENV, subnetEnv(input, mtu)), like: 'subnet.env', ready: true },
  ];
}
