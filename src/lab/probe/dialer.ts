import { Failure } from '../../errors/index.ts';
import { run } from '../../host/index.ts';
import { markOf } from '../mark.ts';
import type { LabName } from '../names.ts';
import { inNamespace } from '../namespaces.ts';
import type { Dialled, Target } from './protocol.ts';

/** Dials all targets from a network namespace. A Failure if the probe can't be run there. */
export async function dialFrom(
  lab: LabName,
  namespace: string,
  probe: string,
  targets: readonly Target[],
): Promise<readonly Dialled[]> {
  const { exitCode, stdout, stderr } = await run(inNamespace(namespace, [process.execPath, probe, 'dial']), {
    input: JSON.stringify(targets),
    env: markOf(lab),
  });
  if (exitCode !== 0) throw new Failure('unexpected', stderr.trim() || `the probe ended with ${exitCode}`);
  return JSON.parse(stdout) as Dialled[];
}
