import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Dialled,
  MESSAGE_BYTES,
  message,
  SMALL,
  smallMessage,
  type Target,
  TRIES_MS,
  textIn,
} from './protocol.ts';

type Outcome = { readonly seen: string } | { readonly error: string };

/** What is sent, and how long its answer is at least, in bytes. */
interface Exchange {
  readonly sent: string;
  readonly answerBytes: number;
}

const FULL: Exchange = { sent: message(''), answerBytes: MESSAGE_BYTES };
const ONE_PACKET: Exchange = { sent: smallMessage(SMALL), answerBytes: 2 };

/** How long each exchange may take by which size and slowness are told apart, in milliseconds. */
const PATIENCE_MS = 4000;

/** Reaches a target over TCP: sends a message and reads the answer, which is the address the target saw. */
export async function dial(target: Target): Promise<Dialled> {
  const outcome = await tryAll(target);
  if ('error' in outcome) return { target: target.address, error: outcome.error };
  return { target: target.address, ...outcome };
}

async function tryAll(target: Target): Promise<Outcome & { readonly ms?: number }> {
  let error = '';
  for (const patience of TRIES_MS) {
    const began = performance.now();
    const outcome = await exchange(target, FULL, patience);
    const ms = performance.now() - began;
    if ('seen' in outcome) return { seen: outcome.seen, ms: Math.round(ms * 10) / 10 };
    error = outcome.error;
    // A try that fails at once leaves the network the rest of its time to settle.
    await sleep(Math.max(0, patience - ms));
  }
  return error === 'SILENT' ? sizeOrSlowness(target) : { error };
}

/**
 * A busy machine is as silent as a path on which full packets are lost. It is the size only if a small message gets
 * through before and after a full one that does not, with the same patience.
 */
async function sizeOrSlowness(target: Target): Promise<Outcome> {
  const before = await exchange(target, ONE_PACKET, PATIENCE_MS);
  const full = await exchange(target, FULL, PATIENCE_MS);
  if ('seen' in full || full.error !== 'SILENT') return full;
  const after = 'seen' in before ? await exchange(target, ONE_PACKET, PATIENCE_MS) : before;
  return { error: 'seen' in after ? 'STALLED' : 'SILENT' };
}

async function exchange(
  { address, port }: Target,
  { sent, answerBytes }: Exchange,
  patience: number,
): Promise<Outcome> {
  return new Promise((resolve) => {
    let received = '';
    let error = 'ECONNRESET';
    let isConnected = false;
    const socket = connect(port, address);
    const giveUp = (): void => {
      error = isConnected ? 'SILENT' : 'ETIMEDOUT';
      socket.destroy();
    };
    // On a busy machine the answer may be there already: timers go before what has arrived, immediates after it.
    const timer = setTimeout(() => setImmediate(giveUp), patience);
    socket.on('connect', () => {
      isConnected = true;
      socket.write(sent);
    });
    socket.on('data', (chunk) => {
      received += chunk.toString();
    });
    socket.on('error', (failure: NodeJS.ErrnoException) => {
      error = failure.code ?? failure.message;
    });
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(received.length >= answerBytes ? { seen: textIn(received) } : { error });
    });
  });
}
