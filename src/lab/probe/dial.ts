import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DialResult,
  MESSAGE_BYTES,
  message,
  messageText,
  SMALL_KEYWORD,
  smallMessage,
  type Target,
  TRIES_MS,
} from './protocol.ts';

type Outcome = { readonly seen: string } | { readonly error: string };

/** A message to send, and the least length of its answer in bytes. */
interface Exchange {
  readonly sent: string;
  readonly answerBytes: number;
}

const FULL_SIZE: Exchange = { sent: message(''), answerBytes: MESSAGE_BYTES };
const SMALL_SIZE: Exchange = { sent: smallMessage(SMALL_KEYWORD), answerBytes: 2 };

/** The time limit of each exchange that distinguishes a size problem from a slow machine, in milliseconds. */
const EXCHANGE_MS = 4000;

/** Dials a target over TCP: sends a message and reads the answer, which is the source address that the target saw. */
export async function dial(target: Target): Promise<DialResult> {
  const outcome = await dialWithRetries(target);
  if ('error' in outcome) return { target: target.address, error: outcome.error };
  return { target: target.address, ...outcome };
}

async function dialWithRetries(target: Target): Promise<Outcome & { readonly ms?: number }> {
  let error = '';
  for (const patience of TRIES_MS) {
    const began = performance.now();
    const outcome = await exchange(target, FULL_SIZE, patience);
    const ms = performance.now() - began;
    if ('seen' in outcome) return { seen: outcome.seen, ms: Math.round(ms * 10) / 10 };
    error = outcome.error;
    // After a try that failed at once, wait for the rest of its time, so that the network can settle.
    await sleep(Math.max(0, patience - ms));
  }
  return error === 'SILENT' ? explainTimeout(target) : { error };
}

/**
 * Distinguishes two causes of silence: a busy machine, or a path that loses full-size packets. The cause is the size
 * only if small messages are answered before and after a full-size one that is not, each within the same time limit.
 */
async function explainTimeout(target: Target): Promise<Outcome> {
  const before = await exchange(target, SMALL_SIZE, EXCHANGE_MS);
  const full = await exchange(target, FULL_SIZE, EXCHANGE_MS);
  if ('seen' in full || full.error !== 'SILENT') return full;
  const after = 'seen' in before ? await exchange(target, SMALL_SIZE, EXCHANGE_MS) : before;
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
    // On a busy machine the answer may have arrived already. Node runs timers before it reads sockets, and immediates
    // after, so that giving up in an immediate still sees that answer.
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
      resolve(received.length >= answerBytes ? { seen: messageText(received) } : { error });
    });
  });
}
