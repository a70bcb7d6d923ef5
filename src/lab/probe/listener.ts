import { Server } from 'node:net';
import { Failure } from '../../errors/index.ts';
import { spawnWithChannel } from '../../host/index.ts';
import { labEnvironment } from '../base/environment.ts';
import type { LabName } from '../base/names.ts';
import { inNamespace } from '../base/namespaces.ts';
import { answer } from './answer.ts';

/** An open TCP port in some network namespace, answered by this process. */
export interface ProbeListener {
  readonly port: number;
  close(): void;
}

/** Opens a TCP port in a network namespace. Throws a Failure if that is not possible there. */
export async function openListener(lab: LabName, namespace: string, probe: string): Promise<ProbeListener> {
  const child = spawnWithChannel(
    inNamespace(namespace, [process.execPath, probe, 'listen']),
    labEnvironment(lab),
  );
  return new Promise((resolve, reject) => {
    let said = '';
    let listener: ProbeListener | undefined;
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
    // Until the child has exited it may accept a connection, which it would never answer.
    child.on('exit', () => {
      if (listener !== undefined) resolve(listener);
    });
    child.on('close', () => reject(new Failure('unexpected', said.trim() || 'the probe ended early')));
  });
}
