import { mkdtemp, rmdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { type CliResult, FLANNELCTL, REPOSITORY } from '../cli/cli.ts';

export interface Chroot {
  /** Whether the root folder is mounted onto itself before it is entered. */
  readonly isMountPoint: boolean;
  /** What of the kernel's is mounted in it. */
  readonly mounts: readonly string[];
}

/**
 * Makes a root folder with the machine's own programs, which goes with the mount namespace: the folder that is seen from
 * outside stays empty, so that removing it can't get at what is mounted.
 */
const MAKE_ROOT = `
top=$1 mounts=$2 shown=$3
mount -t tmpfs t "$top"
root=$top/root
mkdir "$root"
[ "$4" = false ] || mount --bind "$root" "$root"
mkdir "$root/run" "$root/tmp" "$root/var"
for folder in /bin /sbin /lib /lib64 /usr /etc /opt $shown $mounts; do
  if [ -L "$folder" ]; then ln -s "$(readlink "$folder")" "$root$folder"
  elif [ -d "$folder" ]; then mkdir -p "$root$folder" && mount --rbind "$folder" "$root$folder"
  fi
done
shift 4
exec chroot "$root" "$@"`;

const NAMESPACES = ['--mount', '--net', 'sh', '-ec', MAKE_ROOT, 'sh'];

/** Runs lines of shell in a chroot, with `flannelctl` in them. */
export async function inChroot({ isMountPoint, mounts }: Chroot, lines: string): Promise<CliResult> {
  const top = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-chroot-'));
  const shown = [path.dirname(process.execPath), REPOSITORY].join(' ');
  const text = `flannelctl() { '${process.execPath}' '${FLANNELCTL}' "$@"; }\n${lines}`;
  const root = [top, mounts.join(' '), shown, `${isMountPoint}`];
  try {
    const { exitCode, stdout, stderr } = await execa('unshare', [...NAMESPACES, ...root, 'sh', '-c', text], {
      reject: false,
      cwd: '/',
      env: { NO_COLOR: '1' },
    });
    return { exitCode: exitCode ?? -1, stdout, stderr };
  } finally {
    await rmdir(top);
  }
}
