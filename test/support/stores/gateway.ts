import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** An answer of a stand-in for etcd's gateway; `open`: more could follow. */
export interface GatewayAnswer {
  readonly status?: number;
  readonly body: object | string;
  readonly open?: boolean;
}

export interface Gateway {
  readonly url: string;
  /** The requests so far: path and body. */
  readonly requests: readonly { readonly path: string; readonly body: string; readonly token?: string }[];
}

/** A stand-in for etcd's gateway, for the answers of versions that no package is here of. */
export async function startGateway(
  answer: (path: string, body: string, count: number) => GatewayAnswer,
): Promise<Gateway> {
  const requests: { path: string; body: string; token?: string }[] = [];
  const server = http.createServer((request, response) => {
    let said = '';
    request.on('data', (piece: Buffer) => {
      said += piece.toString('utf8');
    });
    request.on('end', () => {
      const path = request.url ?? '';
      const token = request.headers.authorization;
      requests.push({ path, body: said, ...(token !== undefined && { token }) });
      const { status = 200, body, open = false } = answer(path, said, requests.length);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.write(typeof body === 'string' ? body : JSON.stringify(body));
      if (!open) response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/**
 * A TCP server that answers whatever comes with a text, and goes on with what `more` writes; without a text it closes
 * the connection.
 */
export async function startRawServer(
  head?: string,
  more?: (write: (piece: string | Buffer) => void) => void,
): Promise<string> {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    if (head === undefined) socket.destroy();
    else if (more === undefined) socket.end(head);
    else
      socket.once('data', () => {
        socket.write(head);
        more((piece) => socket.write(piece));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
