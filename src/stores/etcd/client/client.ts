import type { IncomingMessage } from 'node:http';
import type { JsonFields } from '../access/fields.ts';
import type { EtcdAccess } from '../access/options.ts';
import { makeConnections } from './exchange.ts';
import { MemberFault, makeFailover } from './failover.ts';
import { makeMembers } from './member.ts';
import { makeWithToken } from './token.ts';

/** An answer that goes on: a line of JSON for each message. */
export interface OpenStream {
  readonly endpoint: string;
  readonly body: IncomingMessage;
}

/**
 * A client of etcd's JSON gateway. Failures say what is wrong and how to mend it; an error that etcd answered with is an
 * EtcdRefused. Members are tried in turn, again while they elect a leader; a token is renewed once.
 */
export interface EtcdClient {
  readonly access: EtcdAccess;
  /** The answer to a request. Throws a TooLarge if it has more bytes than the limit. */
  readonly ask: (path: string, request: JsonFields, stop: AbortSignal, limit?: number) => Promise<JsonFields>;
  /**
   * Opens a stream and gives it to `begin`, which throws an EtcdRefused if the token was refused, and a MemberFault if
   * another member is to be tried.
   * @param requests its messages; etcd answers each on the same stream
   */
  readonly stream: <T>(
    path: string,
    requests: readonly JsonFields[],
    stop: AbortSignal,
    begin: (stream: OpenStream) => Promise<T>,
  ) => Promise<T>;
  /** Asks one member for keys, which it answers only with a leader, unless the request is `serializable`. */
  readonly probe: (endpoint: string, request: JsonFields, stop: AbortSignal) => Promise<JsonFields>;
  /** Begins with the next member from now on. */
  readonly leave: (endpoint: string) => void;
  readonly close: () => void;
}

export const RANGE = '/v3/kv/range';

export function makeClient(access: EtcdAccess): EtcdClient {
  const connections = makeConnections();
  const members = makeMembers(access, connections);
  const withToken = makeWithToken(access, members);
  const { run, leave } = makeFailover(access.endpoints, access.timeout);
  const askOne = async (
    endpoint: string,
    path: string,
    request: JsonFields,
    stop: AbortSignal,
    limit?: number,
  ): Promise<JsonFields> =>
    withToken(endpoint, stop, async (token) =>
      members.ask({ endpoint, path, body: JSON.stringify(request), token }, stop, limit),
    );
  return {
    access,
    leave,
    ask: async (path, request, stop, limit) =>
      run(async (endpoint) => askOne(endpoint, path, request, stop, limit), stop),
    stream: async (path, requests, stop, begin) => {
      const body = requests.map((request) => JSON.stringify(request)).join('\n');
      return run(
        async (endpoint) =>
          withToken(endpoint, stop, async (token) =>
            begin({ endpoint, body: await members.open({ endpoint, path, body, token }, stop) }),
          ),
        stop,
      );
    },
    probe: async (endpoint, request, stop) =>
      askOne(endpoint, RANGE, request, stop).catch((error: unknown) => {
        throw error instanceof MemberFault ? error.failure : error;
      }),
    close: connections.close,
  };
}
