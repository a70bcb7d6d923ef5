import { existsSync } from 'node:fs';
import { Failure } from '../../errors/index.ts';
import { readText } from '../../host/index.ts';

/**
 * The mount points that Node and `ip netns exec` need: a path that must exist, and the command that mounts it. A chroot
 * may lack them.
 */
const NEEDED = [
  { folder: '/proc', file: '/proc/self/mountinfo', type: 'proc' },
  { folder: '/sys', file: '/sys', type: 'sysfs' },
  { folder: '/dev', file: '/dev/null', type: 'devtmpfs' },
] as const;

/**
 * The mount point of `/`: the fifth field of a line of /proc/self/mountinfo is the mount point as this process sees it.
 */
const ROOT_MOUNT = /^(?:\S+ ){4}\/ /m;

/**
 * Throws a Failure `unavailable` in a chroot that cannot hold a lab: `ip netns exec` cannot make mounts private unless
 * the root is a mount point.
 */
export async function requireRootFolder(): Promise<void> {
  const missing = NEEDED.filter(({ file }) => !existsSync(file));
  if (missing.length > 0)
    throw new Failure(
      'unavailable',
      `the root folder has no ${missing.map(({ file }) => file).join(', ')}, which the nodes of a lab need`,
      {
        hint: `Mount what is missing: ${missing.map(({ folder, type }) => `mkdir -p ${folder}; mount -t ${type} ${type} ${folder}`).join('; ')}`,
      },
    );
  if (ROOT_MOUNT.test((await readText('/proc/self/mountinfo')) ?? '')) return;
  throw new Failure(
    'unavailable',
    'the root folder is a chroot that is no mount point, and ip netns exec does not work in such',
    { hint: 'Mount it onto itself before it is entered: mount --bind DIR DIR; chroot DIR' },
  );
}
