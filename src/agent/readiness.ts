import type { ServiceNotifier } from './operation/notify.ts';

/** Whether the node is set up, as systemd and the health endpoints are told. */
export interface Readiness {
  /** The node matches the store: also each time after the first. */
  readonly ready: () => void;
  /** All is read again. */
  readonly reloading: () => void;
  /** Why it is not ready yet; none if it is. */
  readonly notReady: () => readonly string[];
}

/** A node that reads all again stays ready; systemd is told when that is done. */
export function makeReadiness(notifier: ServiceNotifier): Readiness {
  let isReady = false;
  let isTold = false;
  return {
    ready: () => {
      if (!isTold) notifier.ready();
      isReady = true;
      isTold = true;
    },
    reloading: () => {
      isTold = false;
      notifier.reloading();
    },
    notReady: () => (isReady ? [] : ['the node is not set up yet']),
  };
}
