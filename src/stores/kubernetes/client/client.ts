import type { IncomingMessage } from 'node:http';
import { addAbortSignal } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../../errors/index.ts';
import type { Access } from '../access/types.ts';
import { answerFailure, type Deed, statusMessage } from './answer-failure.ts';
import { readBody } from './body.ts';
import { makePool, type Request, send } from './send.ts';
import { transportFailure } from './transport-failure.ts';
import { within } from './within.ts';

export type Ask = Omit<Request, 'method'> & { readonly deed: Deed };

/** Asks an API server. Every function ends with the reason of `stop` when it is aborted, or else with a Failure. */
export interface Client {
  /** An object, as parsed from JSON. @throws GoneAnswer, too */
  readonly ask: (request: Ask, stop: AbortSignal) => Promise<unknown>;
  /** A watch: the answer as it comes in. @throws GoneAnswer, too */
  readonly open: (request: Ask, stop: AbortSignal) => Promise<IncomingMessage>;
  /** What to throw for an error of such an answer. */
  readonly lost: (error: unknown) => Failure;
  readonly close: () => void;
}

/** The status 410: the revision or the continuation that was asked for is no longer there. */
export class GoneAnswer extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GoneAnswer';
  }
}

/** A server that is well begins to answer within the first, and has given 500 nodes within the second, in milliseconds. */
const PATIENCE = { begins: 30_000, ends: 60_000 };
/** A server that says "too many requests" is asked so often, and each time after so many milliseconds at most. */
const TRIES = 5;
const LONGEST_WAIT = 30_000;

export function makeClient(access: Access): Client {
  const pool = makePool();
  const lost = (error: unknown): Failure => transportFailure(access.place, error);
  const late = (): Failure => tooLate(access.place);
  const bodyOf = async (answer: IncomingMessage, stop: AbortSignal) =>
    within(PATIENCE.ends, late, stop, async (signal) =>
      readBody(addAbortSignal(signal, answer), access.place),
    );
  const begun = async (request: Ask, stop: AbortSignal): Promise<IncomingMessage> => {
    const method = request.deed.verb === 'patch' ? 'PATCH' : 'GET';
    let hasForgotten = false;
    for (let tries = 1; ; tries += 1) {
      const connection = await access.connection(stop);
      const answer = await within(PATIENCE.begins, late, stop, async (signal) =>
        send(pool, connection, { ...request, method }, signal),
      );
      const { statusCode: status = 0 } = answer;
      if (status >= 200 && status < 300) return answer;
      const { text, value } = await bodyOf(answer, stop);
      const said = statusMessage(value, text);
      const wait = waitOf(answer);
      if (status === 410) throw new GoneAnswer(said);
      if (status === 401 && !hasForgotten) {
        // The token may have been replaced between its being read and its being checked.
        access.forget();
        hasForgotten = true;
      } else if (wait !== undefined && tries < TRIES) await sleep(wait, undefined, { signal: stop });
      else throw answerFailure(connection.server.origin, status, said, request.deed);
    }
  };
  const guarded = async <T>(stop: AbortSignal, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      stop.throwIfAborted();
      throw error instanceof GoneAnswer ? error : lost(error);
    }
  };
  return {
    ask: async (request, stop) =>
      guarded(stop, async () => (await bodyOf(await begun(request, stop), stop)).value),
    open: async (request, stop) => guarded(stop, async () => begun(request, stop)),
    lost,
    close: () => {
      pool.http.destroy();
      pool.https.destroy();
    },
  };
}

/** How long the server asks to wait, in milliseconds: with 429, and with 503 where it says so. */
function waitOf({ statusCode, headers }: IncomingMessage): number | undefined {
  const asked = headers['retry-after'];
  if (statusCode !== 429 && !(statusCode === 503 && asked !== undefined)) return undefined;
  const seconds = Number(asked ?? 1);
  const wait = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : 1000;
  return wait > LONGEST_WAIT ? undefined : wait;
}

const tooLate = (place: string): Failure =>
  new Failure('unavailable', `Kubernetes at ${place} did not answer in time`, {
    hint: 'See whether kube-apiserver and its etcd are well, and whether packets to it are lost.',
  });
