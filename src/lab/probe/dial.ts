import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Dialled, MESSAGE_BYTES, message, type Target, TRIES_MS, textIn } from './protocol.ts';

/** Reaches a target over TCP: sends a message and reads the answer, which is the address the target saw. */
export async function dial(target: Target): Promise<Dialled> {
  let error = '';
  for (const patience of TRIES_MS) {
    const began = performance.now();
    const outcome = await tryOnce(target, patience);
    const ms = performance.now() - began;
    if ('seen' in outcome)
      return { target: target.address, seen: outcome.seen, ms: Math.round(ms * 10) / 10 };
    error = outcome.error;
    // A try that fails at once leaves the network the rest of its time to settle.
    await sleep(Math.max(0, patience - ms));
  }
  return { target: target.address, error };
}

async function tryOnce(
  { address, port }: Target,
  patience: number,
): Promise<{ seen: string } | { error: string }> {
  return new Promise((resolve) => {
    let received = '';
    let error = 'ECONNRESET';
    let isConnected = false;
    const socket = connect(port, address);
    const giveUp = (): void => {
      error = isConnected ? 'STALLED' : 'ETIMEDOUT';
      socket.destroy();
    };
    // On a busy machine the answer may be there already: timers go before what has arrived, immediates after it.
    const timer = setTimeout(() => setImmediate(giveUp), patience);
    socket.on('connect', () => {
      isConnected = true;
      socket.write(message(''));
    });
    socket.on('data', (chunk) => {
      received += chunk.toString();
    });
    socket.on('error', (failure: NodeJS.ErrnoException) => {
      error = failure.code ?? failure.message;
    });
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(received.length === MESSAGE_BYTES ? { seen: textIn(received) } : { error });
    });
  });
}
