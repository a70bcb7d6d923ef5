import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import { type Arrived, account, type Sent, type StreamReport } from './stream/account.ts';

/** A stream of datagrams under way. */
export interface Stream {
  /** Ends it, and says what became of it. Throws if the receiver was too slow, so that what it counted is not the network's loss. */
  readonly end: () => Promise<StreamReport>;
}

export interface StreamRequest {
  /** The network namespaces of sender and receiver. */
  readonly from: string;
  readonly to: string;
  /** The receiver's address, IPv4 or IPv6. */
  readonly address: string;
  /** Datagrams per second; default 1,000. */
  readonly perSecond?: number;
  /** How long the first datagram may take; default 10 seconds. */
  readonly patienceMs?: number;
}

interface Program {
  readonly line: () => Promise<string>;
  readonly stdin: NodeJS.WritableStream;
}

/** Before others on a busy machine: what it measures is the network, not the waiting for a processor. */
function start(netns: string, program: string, ...args: readonly string[]): Program {
  const file = path.join(import.meta.dirname, 'stream', program);
  const command = ['netns', 'exec', netns, 'nice', '-n', '-19', process.execPath, file, ...args];
  const child = execa('ip', command, { reject: false, buffer: false, stdin: 'pipe', stderr: 'inherit' });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await child;
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    stdin: child.stdin,
    line: async () => {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${program} in ${netns} ended`);
      return value;
    },
  };
}

async function giveUp(ms: number, message: string, signal: AbortSignal): Promise<never> {
  await sleep(ms, undefined, { signal });
  throw new Error(message);
}

/** Starts a stream of datagrams from one network namespace to another, and comes back when it flows. */
export async function startStream(request: StreamRequest): Promise<Stream> {
  const { from, to, address, perSecond = 1000, patienceMs = 10_000 } = request;
  const receiver = start(to, 'receive.mjs', address);
  const port = (await receiver.line()).replace('port ', '');
  const sender = start(from, 'send.mjs', address, port, `${perSecond}`);
  const timer = new AbortController();
  await Promise.race([
    sender.line(),
    giveUp(patienceMs, `no datagram from ${from} reaches ${address}`, timer.signal),
  ]);
  timer.abort();
  return {
    end: async () => {
      sender.stdin.end();
      const sent = JSON.parse(await sender.line()) as Sent;
      receiver.stdin.write(`${sent.sent}\n`);
      const { overflown, ...arrived } = JSON.parse(await receiver.line()) as Arrived & { overflown: number };
      if (overflown > 0) throw new Error(`the receiver was too slow for ${overflown} datagrams`);
      return account(sent, arrived);
    },
  };
}
