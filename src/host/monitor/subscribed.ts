import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Numbers of netlink's families (linux/netlink.h). */
export const NETLINK = { route: 0, netfilter: 12 } as const;

/** How long a monitor may take until its socket is open; then it is believed to be. */
const PATIENCE_MS = 2000;
const STEP_MS = 5;

/** The inodes of the sockets of a process. */
async function socketsOf(pid: number): Promise<ReadonlySet<string>> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder);
  const targets = await Promise.all(names.map(async (name) => readlink(`${folder}/${name}`).catch(() => '')));
  return new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
}

/** Whether a process has a socket in groups of a netlink family (/proc/net/netlink). */
async function isSubscribed(pid: number, family: number): Promise<boolean> {
  const [sockets, table] = await Promise.all([socketsOf(pid), readFile(`/proc/${pid}/net/netlink`, 'utf8')]);
  return table.split('\n').some((line) => {
    const [, protocol, , groups = '0', , , , , , inode = ''] = line.trim().split(/\s+/);
    return protocol === `${family}` && Number.parseInt(groups, 16) !== 0 && sockets.has(inode);
  });
}

/** Waits until a process listens to groups of a netlink family: what happens from then on it tells of. */
export async function untilSubscribed(pid: number, family: number): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    if (await isSubscribed(pid, family).catch(() => false)) return;
    await sleep(STEP_MS);
  }
}
