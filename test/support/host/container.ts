import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { REPOSITORY } from '../cli/cli.ts';
import type { Host, RunOptions } from './netns.ts';

interface Container {
  readonly securityContext: {
    readonly readOnlyRootFilesystem: boolean;
    readonly capabilities: { readonly drop: readonly string[]; readonly add: readonly string[] };
  };
  readonly volumeMounts: readonly { readonly mountPath: string; readonly readOnly?: boolean }[];
}

interface DaemonSet {
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly [Container] } } };
}

const container = (): Container =>
  (parse(readFileSync(path.join(REPOSITORY, 'deploy/daemonset.yaml'), 'utf8')) as DaemonSet).spec.template
    .spec.containers[0];

/**
 * Enters a mount namespace in which /proc/sys and the folder $1 are read-only but for the folders below it that are named
 * up to `--`, and this machine's own files as well; then runs what is left without a way back to more rights.
 */
const ENTER = `mount --make-rprivate /
root=$1; shift
mount --bind "$root" "$root"
while [ "$1" != -- ]; do mount --bind "$root$1" "$root$1"; shift; done
shift
mount --bind /proc/sys /proc/sys
for folder in /proc/sys "$root" /; do mount -o remount,bind,ro "$folder"; done
exec "$@"`;

const capability = (name: string): string => `+${name.toLowerCase()}`;

/**
 * Runs flannelctl in a host as the DaemonSet runs it: with the capabilities, the read-only root and the folders that can
 * be written of its manifest, and the read-only /proc/sys that every container has which is not privileged.
 */
export async function inContainer({ root }: Host): Promise<RunOptions> {
  const { securityContext, volumeMounts } = container();
  const { readOnlyRootFilesystem, capabilities } = securityContext;
  if (!readOnlyRootFilesystem || `${capabilities.drop}` !== 'ALL') throw new Error('it has more rights');
  // iptables locks the same file whatever the root is.
  const folders = volumeMounts.filter(({ readOnly, mountPath }) => !readOnly && !mountPath.endsWith('.lock'));
  const writable = folders.map(({ mountPath }) => mountPath);
  for (const folder of writable) await mkdir(path.join(root, folder), { recursive: true });
  const rights = ['-all', ...capabilities.add.map(capability)].join(',');
  return {
    via: [
      ...['unshare', '--mount', 'sh', '-ec', ENTER, 'sh', root, ...writable, '--'],
      ...['setpriv', '--no-new-privs', '--inh-caps', '-all', '--bounding-set', rights],
    ],
    env: { TMPDIR: path.join(root, 'tmp') },
  };
}

/** The settings that a node has to have before, as the manifests' README has them, as far as this kernel knows them. */
export const containerSettings = (): string =>
  [...readFileSync(path.join(REPOSITORY, 'deploy/README.md'), 'utf8').matchAll(/^(net\.\S+) = (\d)$/gm)]
    .map(([, name, value]) => `${name}=${value}`)
    .join(' ');
