import type { IncomingMessage } from 'node:http';
import { makeConnections } from './exchange.ts';
import { MemberFault, makeFailover } from './failover.ts';
import { type Fields, textIn } from './fields.ts';
import { makeMembers } from './member.ts';
import type { EtcdAccess } from './options.ts';
import { CODE, isTokenRefused } from './refusal.ts';
import { EtcdRefused, hasCode } from './refusal-failure.ts';
import { makeTokenKeeper } from './token.ts';

/** An answer that goes on: a line of JSON for each message. */
export interface OpenStream {
  readonly endpoint: string;
  readonly body: IncomingMessage;
}

/**
 * A client of etcd's JSON gateway. Failures say what is wrong and how to mend it; an error that etcd answered with is an
 * EtcdRefused. Members are tried in turn; a token is renewed once.
 */
export interface EtcdClient {
  readonly access: EtcdAccess;
  /** The answer to a request. Throws a TooLarge if it has more bytes than the limit. */
  readonly ask: (path: string, request: Fields, stop: AbortSignal, limit?: number) => Promise<Fields>;
  /**
   * Opens a stream and gives it to `begin`, which throws an EtcdRefused if the token was refused, and a MemberFault if
   * another member is to be tried.
   * @param requests its messages; etcd answers each on the same stream
   */
  readonly stream: <T>(
    path: string,
    requests: readonly Fields[],
    stop: AbortSignal,
    begin: (stream: OpenStream) => Promise<T>,
  ) => Promise<T>;
  /** Asks one member something that it answers only with a leader. */
  readonly probe: (endpoint: string, request: Fields, stop: AbortSignal) => Promise<void>;
  /** Begins with the next member from now on. */
  readonly leave: (endpoint: string) => void;
  readonly close: () => void;
}

export const RANGE = '/v3/kv/range';

export function makeClient(access: EtcdAccess): EtcdClient {
  const connections = makeConnections();
  const members = makeMembers(access, connections);
  const { run, leave } = makeFailover(access.endpoints);
  const { withToken } = makeTokenKeeper(
    (error) => access.login !== undefined && error instanceof EtcdRefused && isTokenRefused(error.refusal),
  );

  /** A token for the user; none while etcd has users turned off, which flanneld accepts, too. */
  const logIn = async (endpoint: string, stop: AbortSignal): Promise<string | undefined> => {
    if (access.login === undefined) return undefined;
    const body = JSON.stringify(access.login);
    try {
      return textIn(await members.ask({ endpoint, path: '/v3/auth/authenticate', body }, stop), 'token');
    } catch (error) {
      if (hasCode(error, CODE.failedPrecondition)) return undefined;
      throw error;
    }
  };
  const askOne = async (endpoint: string, path: string, request: Fields, stop: AbortSignal, limit?: number) =>
    withToken(
      async () => logIn(endpoint, stop),
      async (token) => members.ask({ endpoint, path, body: JSON.stringify(request), token }, stop, limit),
    );

  return {
    access,
    leave,
    ask: async (path, request, stop, limit) =>
      run(async (endpoint) => askOne(endpoint, path, request, stop, limit)),
    stream: async (path, requests, stop, begin) =>
      run(async (endpoint) =>
        withToken(
          async () => logIn(endpoint, stop),
          async (token) => {
            const body = requests.map((request) => JSON.stringify(request)).join('\n');
            return begin({ endpoint, body: await members.open({ endpoint, path, body, token }, stop) });
          },
        ),
      ),
    probe: async (endpoint, request, stop) => {
      await askOne(endpoint, RANGE, request, stop).catch((error: unknown) => {
        throw error instanceof MemberFault ? error.failure : error;
      });
    },
    close: connections.close,
  };
}
