import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../errors/index.ts';
import { type Detached, readText, startDetached } from '../../host/index.ts';
import { labEnvironment } from '../base/environment.ts';
import type { LabName } from '../base/names.ts';
import { inNamespace } from '../base/namespaces.ts';

/** A server of a lab. */
export interface Server {
  readonly name: string;
  readonly namespace: string;
  readonly command: readonly string[];
  readonly log: string;
  /** How long it may take to answer, in milliseconds. */
  readonly patience: number;
  readonly isReady: () => Promise<boolean>;
}

/** How much of its log is shown, as the log goes with the lab. */
const LINES = 5;

/**
 * Starts a server in a namespace, where it goes on by itself, and waits until it answers.
 * @throws Failure `unavailable`, with the end of its log, if it ends or does not answer in time
 */
export async function startServer(lab: LabName, server: Server, signal: AbortSignal): Promise<void> {
  const { namespace, command, log, patience, isReady } = server;
  const process = await startDetached(inNamespace(namespace, command), labEnvironment(lab), log);
  for (const end = Date.now() + patience; Date.now() < end; await sleep(100)) {
    signal.throwIfAborted();
    if (await isReady()) return;
    if (process.hasEnded()) break;
  }
  throw await notReadyFailure(server, process);
}

async function notReadyFailure(
  { name, namespace, log, patience }: Server,
  { hasEnded }: Detached,
): Promise<Failure> {
  const said = ((await readText(log)) ?? '').trimEnd().split('\n').slice(-LINES).join('\n');
  const what = hasEnded()
    ? 'ended when it was started'
    : `does not answer in ${namespace} within ${patience / 1000} s`;
  return new Failure('unavailable', `${name} ${what}`, { hint: `The end of its log:\n${said}` });
}
