import { Server } from 'node:net';
import { Failure } from '../../errors/index.ts';
import { spawnWithChannel } from '../../host/index.ts';
import { markOf } from '../mark.ts';
import type { LabName } from '../names.ts';
import { inNamespace } from '../namespaces.ts';
import { answer } from './answer.ts';

/** A TCP port that is open in some network namespace, answered by this process. */
export interface Listener {
  readonly port: number;
  close(): void;
}

/** Opens a port in a network namespace. A Failure if that can't be done there. */
export async function openListener(lab: LabName, namespace: string, probe: string): Promise<Listener> {
  const child = spawnWithChannel(inNamespace(namespace, [process.execPath, probe, 'listen']), markOf(lab));
  return new Promise((resolve, reject) => {
    let said = '';
    let listener: Listener | undefined;
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on('error', reject);
    child.on('message', (document, handle) => {
      child.disconnect();
      const { port } = document as { readonly port: number };
      if (!(handle instanceof Server)) return;
      handle.on('connection', answer);
      listener = { port, close: () => handle.close() };
    });
    // Until the child has ended it may take a caller, too, whom it would never answer.
    child.on('exit', () => {
      if (listener !== undefined) resolve(listener);
    });
    child.on('close', () => reject(new Failure('unexpected', said.trim() || 'the probe ended early')));
  });
}
