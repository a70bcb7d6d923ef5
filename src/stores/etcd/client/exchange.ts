import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { errorCode } from '../../../errors/index.ts';
import type { TlsTexts } from '../access/tls-files.ts';

/** A request to one member. */
interface Exchange {
  readonly endpoint: string;
  readonly path: string;
  readonly body: string;
  readonly token?: string | undefined;
  readonly tls: TlsTexts;
}

/** The connections of one client. */
export interface Connections {
  /** Sends a request; the answer's body has not been read yet. Throws what Node throws. */
  readonly open: (exchange: Exchange, signal: AbortSignal) => Promise<IncomingMessage>;
  readonly close: () => void;
}

/**
 * Connections that nothing uses are closed after this time, in milliseconds. It is longer than the time between two
 * probes of a watch.
 */
const IDLE = 150_000;
/** How often the kernel probes a connection that is silent, in milliseconds, because a router may have lost it. */
const PROBE = 10_000;

export function makeConnections(): Connections {
  const kept = { keepAlive: true, keepAliveMsecs: PROBE, timeout: IDLE };
  const plain = new http.Agent(kept);
  const secure = new https.Agent(kept);
  const send = async (exchange: Exchange, signal: AbortSignal): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const isSecure = exchange.endpoint.startsWith('https:');
      const options = { method: 'POST', headers: headersOf(exchange), signal };
      const url = exchange.endpoint + exchange.path;
      const request = isSecure
        ? https.request(url, { ...options, ...exchange.tls, agent: secure })
        : http.request(url, { ...options, agent: plain });
      request.once('response', resolve);
      request.once('error', (error) => reject(isStale(request, error) ? new StaleConnection() : error));
      request.end(exchange.body);
    });
  return {
    open: async (exchange, signal) => {
      // A member that was restarted has closed all its connections: each is tried in turn, and the last is new.
      for (;;) {
        try {
          return await send(exchange, signal);
        } catch (error) {
          if (!(error instanceof StaleConnection)) throw error;
        }
      }
    },
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  };
}

/** Thrown where a connection that was kept open had been closed by the other end. */
class StaleConnection extends Error {}

const isStale = (request: http.ClientRequest, error: unknown): boolean =>
  request.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(errorCode(error) ?? '');

/** With `hasleader` a member without a leader answers so at once, and ends its watches, instead of waiting for one. */
const headersOf = ({ token, body }: Exchange): http.OutgoingHttpHeaders => ({
  'content-type': 'application/json',
  'content-length': Buffer.byteLength(body),
  'grpc-metadata-hasleader': 'true',
  ...(token !== undefined && { authorization: token }),
});
