import { Failure } from '../errors/index.ts';
import { shellCommand } from '../words/index.ts';
import type { ReconcileHost } from './host.ts';

/** What the kernel's objects live and end with: a boot, and a network namespace in it. */
export interface KernelIdentity {
  readonly boot: string;
  /** Absent where an older version wrote it down. */
  readonly namespace?: string;
}

/** Where this process runs. */
export const kernelIdentity = async ({ kernel }: ReconcileHost): Promise<Required<KernelIdentity>> => ({
  boot: await kernel.bootId(),
  namespace: await kernel.networkNamespace(),
});

/**
 * Whether what a file speaks of is in this kernel and this network namespace. Not after a reboot, and not where its
 * namespace is gone, as when a container was made anew: either way the kernel has forgotten its part.
 * @throws Failure `invalidConfig` where its namespace is there and is another one: this command would change the wrong
 * host
 */
export async function requireSameKernel(
  host: ReconcileHost,
  file: string,
  { boot, namespace }: KernelIdentity,
): Promise<boolean> {
  const here = await kernelIdentity(host);
  if (boot !== here.boot) return false;
  if (namespace === undefined || namespace === here.namespace) return true;
  const place = await host.kernel.placeOfNamespace(namespace);
  if (place !== undefined) throw elsewhere(file, namespace, place, here.namespace);
  return false;
}

const elsewhere = (file: string, namespace: string, place: string, here: string): Failure =>
  new Failure(
    'invalidConfig',
    `${file} is of another network namespace, ${namespace} (${place}); this one is ${here}`,
    {
      hint: `Run flannelctl there (${enter(place)}), or give this network a root of its own: --root DIR`,
    },
  );

const enter = (place: string): string =>
  shellCommand(
    place.startsWith('/')
      ? ['nsenter', `--net=${place}`]
      : ['nsenter', '--net', '--target', place.replace('pid ', '')],
  );
