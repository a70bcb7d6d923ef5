import { readFileSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';

/** Certificates for tests only: a server's, a client's, and the authority of both. */
const TLS = path.resolve(import.meta.dirname, '../../fixtures/kubernetes/tls');

export const tlsFile = (
  name: 'ca.crt' | 'other-ca.crt' | `${'server' | 'client'}.${'crt' | 'key'}`,
): string => path.join(TLS, name);

export const tlsText = (name: Parameters<typeof tlsFile>[0]): string => readFileSync(tlsFile(name), 'utf8');

/** An answer of an API server. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A kube-apiserver, or what plays one. */
export interface ApiServer {
  readonly url: string;
  /** A token that may do everything. */
  readonly admin: string;
  /** A token that may do what deploy/rbac.yaml allows, and is known under another text each time. */
  readonly token: () => Promise<string>;
  /** No token of before is accepted any more; it may take some seconds until that is noticed. */
  readonly revoke: () => Promise<void>;
  /** A token that may do nothing. */
  readonly powerless: string;
  /** Ends, and starts again at the same address with the same nodes. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** What a Node has in a test. */
export interface TestNode {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly podCIDRs?: readonly string[];
}

export const nodeObject = (name: string, { annotations, podCIDRs = [] }: TestNode): object => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, ...(annotations && { annotations }), labels: { 'kubernetes.io/hostname': name } },
  spec: podCIDRs.length === 0 ? {} : { podCIDR: podCIDRs[0], podCIDRs },
});

/** Connections of tests; a restart closes them. */
const AGENT = new https.Agent({ keepAlive: true, maxSockets: 16 });

/** After a restart the connections of before are of no use. */
export const forgetConnections = (): void => AGENT.destroy();

/** Asks as an administrator; any answer is returned. */
export async function ask(
  server: Pick<ApiServer, 'url' | 'admin'>,
  method: string,
  target: string,
  body?: unknown,
  token: string = server.admin,
): Promise<Answer> {
  const type = method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json';
  return new Promise((resolve, reject) => {
    const request = https.request(
      `${server.url}${target}`,
      {
        method,
        ca: tlsText('ca.crt'),
        agent: AGENT,
        headers: { authorization: `Bearer ${token}`, 'content-type': type },
      },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece)).on('error', reject);
        response.on('end', () => {
          const { statusCode = 0, headers } = response;
          resolve({ status: statusCode, headers, text: Buffer.concat(pieces).toString() });
        });
      },
    );
    request.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** The same; anything but success is an error. */
export async function must(
  server: Pick<ApiServer, 'url' | 'admin'>,
  method: string,
  target: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const { status, text } = await ask(server, method, target, body);
  if (status < 200 || status > 299) throw new Error(`${method} ${target}: ${status} ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}
