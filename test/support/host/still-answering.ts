import { machineAt, type Probe } from '../../../src/host/index.ts';
import { stillAnswering } from '../../../src/reconcile/apply/probes.ts';

/** Who still answers, asked from this machine. */
export const stillAnsweringHere = async (
  probes: readonly Probe[],
  stop?: AbortSignal,
): Promise<readonly Probe[]> => stillAnswering(machineAt('/'), probes, stop);
