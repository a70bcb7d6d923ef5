import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Access } from '../access/types.ts';
import { answerFailure, type Deed, statusMessage } from './answer-failure.ts';

/** The status 410: the revision or the continuation that was asked for is no longer there. */
export class GoneAnswer extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GoneAnswer';
  }
}

/** A server that says "too many requests" is asked so often, and each time after so many milliseconds at most. */
const TRIES = 5;
const LONGEST_WAIT = 30_000;

/** An answer's body. */
interface Body {
  readonly text: string;
  readonly value: unknown;
}

type Handler = (answer: IncomingMessage, body: Body, server: string, stop: AbortSignal) => Promise<void>;

/**
 * What is done about the answers to one request that are no success. A call returns if the request is to be sent again:
 * after the time that the server asked for, or once with credentials read again.
 * @throws GoneAnswer for the status 410, a Failure for all others
 */
export function refusalHandler(access: Access, deed: Deed): Handler {
  let [tries, hasForgotten] = [1, false];
  return async (answer, { text, value }, server, stop) => {
    const { statusCode: status = 0 } = answer;
    const said = statusMessage(value, text);
    if (status === 410) throw new GoneAnswer(said);
    if (status === 401 && !hasForgotten) {
      // The token may have been replaced between its being read and its being checked.
      access.forget();
      hasForgotten = true;
      return;
    }
    const wait = waitOf(answer);
    if (wait === undefined || tries === TRIES) throw answerFailure(server, status, said, deed);
    tries += 1;
    await sleep(wait, undefined, { signal: stop });
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
