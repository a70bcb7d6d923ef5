import { machineAt } from '../../host/index.ts';
import { holderOf, waitingText, withLock } from '../../reconcile/index.ts';
import type { LabName } from './names.ts';

/** Who changes a lab, and how long it waits for another that does. */
export interface LabChange {
  /** As a person would type it, `flannelctl lab node add`. */
  readonly command: string;
  /** 0: not at all. */
  readonly lockSeconds: number;
  readonly note: (line: string) => void;
}

/**
 * Does work that changes a lab while no other process changes it. A lab has a lock of its own, which the kernel releases
 * when the process ends in any way.
 * @throws Failure `locked`, which names the holder
 */
export async function withLabLock<T>(
  lab: LabName,
  { command, lockSeconds, note }: LabChange,
  work: () => Promise<T>,
): Promise<T> {
  const host = machineAt('/');
  return withLock(
    host,
    {
      lock: { name: `flannelctl.lab.${lab}`, what: `the lab "${lab}"` },
      holder: holderOf(host, command),
      timeoutSeconds: lockSeconds,
      onWait: (holder) => note(waitingText(holder, lockSeconds)),
    },
    work,
  );
}
