import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../../errors/index.ts';
import { StaleRevision, type StoreEvent } from '../../store.ts';
import { answerFailure, type Deed, statusMessage } from '../client/answer-failure.ts';
import type { Client } from '../client/client.ts';
import { GoneAnswer } from '../client/refusals.ts';
import type { WatchedNetConf } from '../net-conf.ts';
import type { Known } from './known.ts';
import { linesOf } from './lines.ts';

/** As Kubernetes' own clients: the server ends a watch after 5 to 10 minutes, each at another time, in seconds. */
const LEAST_SECONDS = 300;
/** A server with bookmarks says something every minute; one that is silent for longer is asked again, in milliseconds. */
const SILENCE = 150_000;
/** A watch that ends at once is not begun again at once, in milliseconds. */
const PAUSE = 1000;

const WATCH: Deed = { verb: 'watch', resource: 'nodes' };

/** What is compared with what was there before. */
interface Watched {
  readonly known: Known;
  readonly netConf: WatchedNetConf;
}

/**
 * Events of nodes after a revision, and changes of the net-conf. Goes on by itself where the server ends the watch in order.
 * @param place the server's name in messages
 * @throws StaleRevision if the server no longer knows the revision; a Failure for everything else
 */
export async function* watchNodes(
  client: Client,
  place: string,
  { known, netConf }: Watched,
  revision: string,
  stop: AbortSignal,
): AsyncGenerator<readonly StoreEvent[]> {
  let last = revision;
  const read = async (line: string): Promise<StoreEvent | undefined> => {
    const { type, object } = messageOfLine(line, place);
    if (type === 'ERROR') throw errorOf(object, place);
    last = revisionOf(object) ?? last;
    if (type === 'DELETED') return known.drop(object);
    return type === 'ADDED' || type === 'MODIFIED' ? known.put(object) : undefined;
  };
  for (;;) {
    const began = performance.now();
    const answer = await openWatch(client, last, stop);
    for await (const lines of quietLines(answer, client, stop)) {
      const { events: changes, failure } = await readUntilFailure(lines, read);
      // The server says something every minute at least, if only a bookmark.
      const events = [...changes, ...[(await netConf.change()) ?? []].flat()];
      stop.throwIfAborted();
      if (events.length > 0) yield events;
      if (failure !== undefined) throw failure.error;
    }
    if (performance.now() - began < PAUSE) await pause(stop);
  }
}

/** The events before a line that ends the watch are events all the same. */
async function readUntilFailure(
  lines: readonly string[],
  read: (line: string) => Promise<StoreEvent | undefined>,
): Promise<{ readonly events: readonly StoreEvent[]; readonly failure?: { readonly error: unknown } }> {
  const events: StoreEvent[] = [];
  try {
    for (const line of lines) {
      const event = await read(line);
      if (event !== undefined) events.push(event);
    }
    return { events };
  } catch (error) {
    return { events, failure: { error } };
  }
}

async function openWatch(client: Client, revision: string, stop: AbortSignal): Promise<IncomingMessage> {
  const query = {
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion: revision,
    timeoutSeconds: String(Math.round(LEAST_SECONDS * (1 + Math.random()))),
  };
  try {
    return await client.open({ path: '/api/v1/nodes', query, deed: WATCH }, stop);
  } catch (error) {
    throw error instanceof GoneAnswer ? new StaleRevision() : error;
  }
}

/** The lines of a watch. Ends where the server ends it in order, or is silent for too long; fails where it breaks. */
async function* quietLines(answer: IncomingMessage, client: Client, stop: AbortSignal) {
  let isSilent = false;
  const timer = setTimeout(() => {
    isSilent = true;
    answer.destroy();
  }, SILENCE);
  try {
    for await (const lines of linesOf(answer)) {
      timer.refresh();
      yield lines;
      timer.refresh();
    }
  } catch (error) {
    stop.throwIfAborted();
    if (!isSilent) throw client.lost(error);
  } finally {
    clearTimeout(timer);
  }
}

const pause = async (stop: AbortSignal): Promise<void> => {
  await sleep(PAUSE * (0.5 + Math.random()), undefined, { signal: stop }).catch(() => stop.throwIfAborted());
};

interface WatchMessage {
  readonly type?: unknown;
  readonly object?: unknown;
}

function messageOfLine(line: string, place: string): WatchMessage {
  try {
    const message: unknown = JSON.parse(line);
    if (typeof message === 'object' && message !== null) return message;
  } catch {
    // Told below, as any other line that is no message.
  }
  throw new Failure('unavailable', `Kubernetes at ${place} sent a line that is no event`, {
    hint: 'A proxy between may have cut the watch.',
  });
}

const revisionOf = (object: unknown): string | undefined => {
  const { metadata } = (object ?? {}) as { readonly metadata?: { readonly resourceVersion?: unknown } };
  return typeof metadata?.resourceVersion === 'string' ? metadata.resourceVersion : undefined;
};

/** The server ends a watch with an error as its last event: mostly that it no longer has the revision. */
function errorOf(status: unknown, place: string): Error {
  const { code } = (status ?? {}) as { readonly code?: unknown };
  if (code === 410) return new StaleRevision();
  const said = statusMessage(status, '');
  return answerFailure(place, typeof code === 'number' ? code : 500, said, WATCH);
}
