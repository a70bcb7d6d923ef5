import type { IncomingMessage } from 'node:http';
import { errorCode, Failure } from '../../../errors/index.ts';
import { type JsonFields, parseFields } from '../access/fields.ts';
import type { EtcdAccess } from '../access/options.ts';
import { readTlsFiles } from '../access/tls-files.ts';
import { strangeAnswer } from './answer-failure.ts';
import { bodyText } from './body.ts';
import { connectionFailure } from './connection-failure.ts';
import { NoAnswer, withDeadline } from './deadline.ts';
import type { Connections } from './exchange.ts';
import { MemberFault } from './failover.ts';
import { gatewayError, isElection, isOfMember } from './refusal.ts';
import { EtcdRefused } from './refusal-failure.ts';

/** A request to one member. */
interface MemberRequest {
  readonly endpoint: string;
  readonly path: string;
  /** JSON; for a stream a line for each message. */
  readonly body: string;
  readonly token?: string | undefined;
}

/** Requests to a member that is given. All throw a MemberFault where another member may do better. */
export interface Members {
  /** The whole answer, within the timeout. Throws a TooLarge above a limit in bytes. */
  readonly ask: (request: MemberRequest, stop: AbortSignal, limit?: number) => Promise<JsonFields>;
  /** An answer that goes on; its head comes within the timeout. */
  readonly open: (request: MemberRequest, stop: AbortSignal) => Promise<IncomingMessage>;
}

/** The largest answer in bytes; a page of 1,000 leases has 0.4 MB. */
const LARGEST = 2 ** 25;

export function makeMembers(access: EtcdAccess, connections: Connections): Members {
  const within = async <T>(
    { endpoint }: MemberRequest,
    stop: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    try {
      return await withDeadline(stop, access.timeout, work);
    } catch (error) {
      stop.throwIfAborted();
      const isOfConnection = errorCode(error) !== undefined || error instanceof NoAnswer;
      if (!isOfConnection || error instanceof Failure) throw error;
      throw new MemberFault(connectionFailure(endpoint, error));
    }
  };
  const send = async (request: MemberRequest, signal: AbortSignal): Promise<IncomingMessage> => {
    const tls = await readTlsFiles(access.files);
    const message = await connections.open({ ...request, tls }, signal);
    if (message.statusCode === 200) return message;
    const body = await bodyText(message, LARGEST);
    throw refused(request.endpoint, message.statusCode ?? 0, body, access);
  };
  return {
    open: async (request, stop) => within(request, stop, async (signal) => send(request, signal)),
    ask: async (request, stop, limit = LARGEST) =>
      within(request, stop, async (signal) => {
        const text = await bodyText(await send(request, signal), limit);
        const answer = parseFields(text);
        if (answer === undefined) throw new MemberFault(strangeAnswer(request.endpoint, 200, text));
        return answer;
      }),
  };
}

function refused(endpoint: string, status: number, body: string, access: EtcdAccess): Error {
  const refusal = gatewayError(body);
  if (refusal === undefined) return new MemberFault(strangeAnswer(endpoint, status, body));
  const failure = new EtcdRefused(endpoint, refusal, access);
  return isOfMember(refusal) ? new MemberFault(failure, isElection(refusal)) : failure;
}
