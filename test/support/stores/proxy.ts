import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A proxy before a member of etcd. */
export interface EtcdProxy {
  readonly url: string;
  /** The paths of the requests so far. */
  readonly paths: readonly string[];
}

/**
 * Hands requests on to a member.
 * @param loses whether the connection is closed in place of the answer, by the path and the count of the request
 */
export async function startProxy(
  member: string,
  loses: (path: string, count: number) => boolean,
): Promise<EtcdProxy> {
  const paths: string[] = [];
  const server = http.createServer((request, response) => {
    const path = request.url ?? '';
    const isLost = loses(path, paths.push(path));
    const forward = http.request(member + path, { method: 'POST', headers: request.headers }, (answer) => {
      if (isLost) {
        answer.resume().once('end', () => request.socket.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(forward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, paths };
}
