import { readFile, readlink } from 'node:fs/promises';
import { errorCode, Failure } from '../../errors/index.ts';
import { processIds } from './process-file.ts';

/** The network namespace of this process, by the kernel's name: `net:[4026531840]`. */
export async function networkNamespace(): Promise<string> {
  try {
    return await readlink('/proc/self/ns/net');
  } catch (error) {
    throw new Failure('unavailable', `/proc/self/ns/net can't be read: ${errorCode(error)}`, {
      hint: 'flannelctl needs /proc: mount -t proc proc /proc',
      cause: error,
    });
  }
}

/** The mount point of a namespace, from /proc/self/mountinfo (proc(5)). `ip netns add` mounts it there. */
async function mountOf(namespace: string): Promise<string | undefined> {
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').map((line) => line.split(' '));
  return mounts.find(([, , , root]) => root === namespace)?.[4];
}

/** A process in a namespace. A process that can't be inspected may be in any. */
async function processIn(namespace: string): Promise<string | undefined> {
  for (const id of await processIds()) {
    const its = await readlink(`/proc/${id}/ns/net`).catch(() => undefined);
    if (its === namespace) return `pid ${id}`;
  }
  return undefined;
}

/**
 * A path or process by which a network namespace can be entered: its mount point, or a process in it; undefined if it
 * is gone.
 */
export const placeOfNamespace = async (namespace: string): Promise<string | undefined> =>
  (await mountOf(namespace)) ?? processIn(namespace);
