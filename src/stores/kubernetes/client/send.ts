import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { errorCode } from '../../../errors/index.ts';
import type { ApiConnection } from '../access/types.ts';

export interface Request {
  readonly method: 'GET' | 'PATCH';
  /** Behind the server's own path: `/api/v1/nodes`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** Connections are kept and used again; one that is idle does not keep the process. */
export interface Pool {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

/** Two, because one is the watch's. The kernel asks a silent server, so that a vanished one is found. */
const POOLED = { keepAlive: true, maxFreeSockets: 2, scheduling: 'lifo' } as const;

export const makePool = (): Pool => ({ http: new http.Agent(POOLED), https: new https.Agent(POOLED) });

/** After so long without a word the kernel asks whether the server is still there, in milliseconds. */
const ASK_AFTER = 30_000;

/** As an API server expects of a patch of lists by their keys, which conditions need (flannel-facts 4.3). */
const PATCH_TYPE = 'application/strategic-merge-patch+json';

/** Sends a request; the answer's body is still to be read. Fails with Node's own errors. */
export async function send(
  pool: Pool,
  connection: ApiConnection,
  request: Request,
  stop: AbortSignal,
): Promise<http.IncomingMessage> {
  const { server } = connection;
  const url = new URL(server);
  url.pathname = server.pathname.replace(/\/$/, '') + request.path;
  url.search = new URLSearchParams(request.query).toString();
  const body = request.body && JSON.stringify(request.body);
  const headers = {
    accept: 'application/json',
    'user-agent': 'flannelctl',
    ...(body !== undefined && { 'content-type': PATCH_TYPE, 'content-length': Buffer.byteLength(body) }),
  };
  const options = { method: request.method, signal: stop, headers };
  return new Promise((resolve, reject) => {
    const sent =
      url.protocol === 'http:'
        ? http.request(url, { ...options, agent: pool.http })
        : https.request(url, {
            ...options,
            headers: { ...headers, ...credentials(connection) },
            ...tlsOptions(connection),
            agent: pool.https,
          });
    sent.on('socket', (socket) => socket.setKeepAlive(true, ASK_AFTER));
    sent.on('response', resolve).end(body);
    sent.on('error', (error) => {
      // The server closed a kept connection in the moment when it was used again. All requests may be repeated.
      const isOfBefore = sent.reusedSocket && errorCode(error) === 'ECONNRESET' && !stop.aborted;
      if (isOfBefore) send(pool, connection, request, stop).then(resolve, reject);
      else reject(error);
    });
  });
}

/** A token is a password: it is never sent where others can read it. */
const credentials = ({ token }: ApiConnection) =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

function tlsOptions({ server, ca, cert, key, serverName, isInsecure }: ApiConnection): https.RequestOptions {
  const host = server.hostname.replace(/^\[|\]$/g, '');
  return {
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    // TLS has names only: with an address there is none to send.
    servername: serverName ?? (isIP(host) === 0 ? host : ''),
    rejectUnauthorized: isInsecure !== true,
  };
}
