import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { errorCode, Failure, systemFailure } from '../../errors/index.ts';

/** What the health endpoints answer from. */
export interface HealthSource {
  /** Why the agent counts as stuck, a line each; none if it is alive. */
  readonly stuckIn: () => readonly string[];
  /** Why the node is not ready for pods, a line each; none if it is. */
  readonly notReady: () => readonly string[];
  /** The metrics as Prometheus reads them, and their content type. */
  readonly metrics: () => Promise<{ readonly text: string; readonly contentType: string }>;
}

export interface HealthServer {
  readonly port: number;
  /** Ends the server and its open connections. */
  readonly close: () => Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly contentType?: string;
}

const verdict = (reasons: readonly string[]): Answer =>
  reasons.length === 0 ? { status: 200, text: 'ok\n' } : { status: 503, text: `${reasons.join('\n')}\n` };

async function answerTo(path: string, source: HealthSource): Promise<Answer> {
  switch (path) {
    case '/healthz':
      return verdict(source.stuckIn());
    case '/readyz':
      return verdict([...source.stuckIn(), ...source.notReady()]);
    case '/metrics':
      return { status: 200, ...(await source.metrics()) };
    default:
      return { status: 404, text: 'There are /healthz, /readyz and /metrics.\n' };
  }
}

const TEXT = 'text/plain; charset=utf-8';

async function answer(
  { method, url = '' }: IncomingMessage,
  response: ServerResponse,
  source: HealthSource,
): Promise<void> {
  const isRead = method === 'GET' || method === 'HEAD';
  const [path = ''] = url.split('?');
  const {
    status,
    text,
    contentType = TEXT,
  } = isRead ? await answerTo(path, source) : { status: 405, text: 'Only GET is answered.\n' };
  response.writeHead(status, { 'content-type': contentType, ...(isRead ? {} : { allow: 'GET, HEAD' }) });
  response.end(text);
}

function refuseNoAddress(ip: string): void {
  if (isIP(ip) === 0)
    throw new Failure('usage', `--healthz-ip ${JSON.stringify(ip)} is not an IP address`, {
      hint: 'Give one of the addresses of this host, or 0.0.0.0 or :: for all.',
    });
}

/** Scrapers and probes come with a few connections each; more are no use of theirs. */
const MOST_CONNECTIONS = 64;
const REQUEST_MS = 10_000;

function listenFailure(error: unknown, ip: string, port: number): unknown {
  const place = ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return new Failure('preflight', `${place} is taken by another program`, {
        hint: `See by which one: ss -Hltnp 'sport = :${port}'; give another --healthz-port, or 0 for none.`,
        cause: error,
      });
    case 'EADDRNOTAVAIL':
      return new Failure('preflight', `${ip} is no address of this host`, {
        hint: 'Give one of its addresses as --healthz-ip, or 0.0.0.0 or :: for all.',
        cause: error,
      });
    default:
      return systemFailure(error) ?? error;
  }
}

async function listen(server: Server, ip: string, port: number): Promise<void> {
  try {
    server.listen(port, ip);
    await once(server, 'listening');
  } catch (error) {
    throw listenFailure(error, ip, port);
  }
}

/**
 * Serves /healthz, /readyz and /metrics at an IPv4 or IPv6 address; `::` is all addresses of both families. Throws a
 * Failure `usage` if the address is none, `preflight` if it or the port can't be had.
 */
export async function serveHealth(ip: string, port: number, source: HealthSource): Promise<HealthServer> {
  refuseNoAddress(ip);
  const server = createServer({ requestTimeout: REQUEST_MS }, (request, response) => {
    answer(request, response, source).catch(() => response.destroy());
  });
  server.maxConnections = MOST_CONNECTIONS;
  await listen(server, ip, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
