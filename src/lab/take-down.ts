import { rm } from 'node:fs/promises';
import { Failure } from '../errors/index.ts';
import { layoutOf } from './base/layout.ts';
import { type LabChange, withLabLock } from './base/lock.ts';
import type { LabName } from './base/names.ts';
import { deleteNamespaces, listNamespaces } from './base/namespaces.ts';
import { labFolder } from './base/paths.ts';
import { endProcess, endProcesses } from './base/processes.ts';
import { hasFolder, readLab } from './base/state.ts';
import { detachPods } from './pods/pods.ts';
import { requireRoot } from './requirements.ts';

/** The result of taking a lab down. */
export interface Removal {
  /** Whether any part of the lab existed. */
  readonly found: boolean;
  readonly namespaces: readonly string[];
  /** The number of processes killed. */
  readonly processes: number;
  /** Errors that did no harm, such as a failed DEL of a pod. */
  readonly warnings: readonly string[];
}

/**
 * Takes down a lab as `takeDown` does, when no other process changes it. A `lab up` that is still at work is ended, and
 * not waited for.
 * @throws Failure `locked`, which names the process that changes the lab; `residue`
 */
export async function down(name: LabName, change: LabChange): Promise<Removal> {
  requireRoot('lab down');
  const lab = await readLab(name);
  const ended = lab?.finished === false && (await endProcess(lab.builder)) ? 1 : 0;
  const removal = await withLabLock(name, change, async () => takeDown(name));
  return { ...removal, processes: removal.processes + ended };
}

/**
 * Takes down a lab, also one that is incomplete. Its parts are found by the names of its namespaces, the environment of
 * its processes and its folder. Checks afterwards; throws a Failure `residue` that names what remains.
 */
export async function takeDown(name: LabName): Promise<Removal> {
  const [lab, folder] = await Promise.all([readLab(name), hasFolder(name)]);
  // Processes first, so that none creates anything while the rest is deleted.
  const ended = await endProcesses(name);
  const present = new Set(await listNamespaces(name));
  const warnings = lab === undefined ? [] : await detachPods(name, layoutOf(name, lab), present);
  const namespaces = await deleteNamespaces(name);
  const late = await endProcesses(name);
  await rm(labFolder(name), { recursive: true, force: true });
  await refuseResidue(name);
  const processes = ended + late;
  return { found: folder || namespaces.length > 0 || processes > 0, namespaces, processes, warnings };
}

async function refuseResidue(name: LabName): Promise<void> {
  const namespaces = await listNamespaces(name);
  const left = [
    ...namespaces.map((namespace) => `network namespace ${namespace}`),
    ...((await hasFolder(name)) ? [labFolder(name)] : []),
  ];
  if (left.length === 0) return;
  throw new Failure('residue', `of the lab "${name}" there is left: ${left.join(', ')}`, {
    hint: 'Something keeps it, or recreates it: run it again.',
  });
}
