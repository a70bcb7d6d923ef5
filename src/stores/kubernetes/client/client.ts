import type { IncomingMessage } from 'node:http';
import { addAbortSignal } from 'node:stream';
import { Failure } from '../../../errors/index.ts';
import type { Access } from '../access/types.ts';
import type { Deed } from './answer-failure.ts';
import { readBody } from './body.ts';
import { GoneAnswer, refusalHandler } from './refusals.ts';
import { makePool, type Request, send } from './send.ts';
import { transportFailure } from './transport-failure.ts';
import { within } from './within.ts';

type Ask = Omit<Request, 'method'> & { readonly deed: Deed };

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

/** A server that is well begins to answer within the first, and has given a page of nodes within the second, in milliseconds. */
const PATIENCE = { begins: 30_000, ends: 60_000 };

/**
 * A client that keeps its connections until it is closed.
 * @param access where the server is, and what proves who asks
 */
export function makeApiClient(access: Access): Client {
  const pool = makePool();
  const { place } = access;
  const lost = (error: unknown): Failure => transportFailure(place, error);
  const late = (): Failure => tooLate(place);
  const bodyOf: BodyReader = async (answer, stop) =>
    within(PATIENCE.ends, late, stop, async (signal) => readBody(addAbortSignal(signal, answer), place));
  const begun = async (request: Ask, stop: AbortSignal): Promise<IncomingMessage> => {
    const method = request.deed.verb === 'patch' ? 'PATCH' : 'GET';
    const handle = refusalHandler(access, request.deed);
    for (;;) {
      const connection = await access.connection(stop);
      const answer = await within(PATIENCE.begins, late, stop, async (signal) =>
        send(pool, connection, { ...request, method }, signal),
      );
      const { statusCode = 0 } = answer;
      if (statusCode >= 200 && statusCode < 300) return answer;
      await handle(answer, await bodyOf(answer, stop), connection.server.origin, stop);
    }
  };
  return {
    ask: async (request, stop) =>
      guarded(stop, lost, async () => (await bodyOf(await begun(request, stop), stop)).value),
    open: async (request, stop) => guarded(stop, lost, async () => begun(request, stop)),
    lost,
    close: () => {
      pool.http.destroy();
      pool.https.destroy();
    },
  };
}

type BodyReader = (answer: IncomingMessage, stop: AbortSignal) => ReturnType<typeof readBody>;

async function guarded<T>(stop: AbortSignal, lost: Client['lost'], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    stop.throwIfAborted();
    throw error instanceof GoneAnswer ? error : lost(error);
  }
}

const tooLate = (place: string): Failure =>
  new Failure('unavailable', `Kubernetes at ${place} did not answer in time`, {
    hint: 'See whether kube-apiserver and its etcd are well, and whether packets to it are lost.',
  });
