import type { Readable } from 'node:stream';

/**
 * Calls `probe` whenever a stream has been silent for a time, in milliseconds, and ends the stream with the error if
 * the probe fails: etcd says nothing while nothing changes (its own notices come every 10 minutes), so that silence
 * alone does not tell a quiet store from one that hangs. Ends with the stream.
 */
export function probeWhenSilent(body: Readable, silence: number, probe: () => Promise<void>): void {
  const check = (): void => {
    probe().then(
      () => {
        if (!body.destroyed) timer.refresh();
      },
      (error: unknown) => body.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  };
  const timer = setTimeout(check, silence);
  body.on('data', () => timer.refresh());
  body.once('close', () => clearTimeout(timer));
}
