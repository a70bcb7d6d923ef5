import { Failure } from '../../errors/index.ts';
import { run } from '../../host/index.ts';
import { labEnvironment } from '../base/environment.ts';
import type { LabName } from '../base/names.ts';
import { inNamespace } from '../base/namespaces.ts';
import type { DialResult, Target } from './protocol.ts';

/** Dials all targets from a network namespace. Throws a Failure if the probe cannot be run there. */
export async function dialFrom(
  lab: LabName,
  namespace: string,
  probe: string,
  targets: readonly Target[],
): Promise<readonly DialResult[]> {
  const { exitCode, stdout, stderr } = await run(inNamespace(namespace, [process.execPath, probe, 'dial']), {
    input: JSON.stringify(targets),
    env: labEnvironment(lab),
  });
  if (exitCode !== 0) throw new Failure('unexpected', stderr.trim() || `the probe ended with ${exitCode}`);
  return JSON.parse(stdout) as DialResult[];
}
