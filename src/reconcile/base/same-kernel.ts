import { Failure } from '../../errors/index.ts';
import { shellCommand } from '../../words/index.ts';
import type { ReconcileHost } from './host.ts';

/** The lifetime of the kernel's objects: a boot, and a network namespace in it. */
export interface KernelIdentity {
  readonly boot: string;
  /** Absent in what an older version wrote. */
  readonly namespace?: string;
}

/** Where this process runs. */
export const kernelIdentity = async ({ kernel }: ReconcileHost): Promise<Required<KernelIdentity>> => ({
  boot: await kernel.bootId(),
  namespace: await kernel.networkNamespace(),
});

/**
 * Whether the objects that a file records are in this boot and this network namespace. After a reboot, or after its
 * namespace was deleted (a container that was created again), the kernel's objects are gone.
 * @throws Failure `invalidConfig` if its namespace exists and is another one, because this command would change the
 * wrong host
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
