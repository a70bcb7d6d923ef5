import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type AnswerName, recordedAnswers } from './answers.ts';
import { type ApiServer, forgetConnections, tlsText } from './api-server.ts';
import { type ModelNode, ModelNodes } from './model-nodes.ts';

/** What a test has the model do beside what a real server can be made to do at will. */
export interface Model extends ApiServer {
  /** Each request as `GET /api/v1/nodes?…`, in order. */
  readonly requests: string[];
  /** Answers the next requests, one each, in place of the usual answers. */
  readonly next: ((response: ServerResponse) => void)[];
  /** Writes a line into all watches. */
  readonly say: (line: string) => void;
  /** Ends all watches in order, or breaks their connections. */
  readonly endWatches: (how: 'end' | 'break') => void;
  /** How many watches are open. */
  readonly watches: () => number;
}

/** Plays a kube-apiserver with nodes in memory, by the answers recorded of a real one. */
export async function modelApiServer(): Promise<Model> {
  const answers = recordedAnswers();
  const nodes = new ModelNodes(answers.created.body as unknown as ModelNode);
  const [requests, next]: [string[], Model['next']] = [[], []];
  const watches = new Set<ServerResponse>();
  let tokens = new Set<string>();
  let count = 0;

  const say = (response: ServerResponse, name: AnswerName, node = 'n1'): void => {
    const { status, body } = answers[name];
    send(response, status, JSON.stringify(body).replaceAll(/\bn1\b/g, node));
  };
  const isKnown = (token: string): boolean => [...tokens, 'admin-token', 'no-rights'].includes(token);
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await textOf(request);
    requests.push(`${request.method} ${request.url}`);
    const planned = next.shift();
    if (planned !== undefined) return planned(response);
    const token = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1];
    const { authorized: isCertified } = request.socket as TLSSocket;
    if (token === undefined ? !isCertified : !isKnown(token)) return say(response, 'unauthorized');
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'https://model');
    const [, name, sub] = /^\/api\/v1\/nodes(?:\/([^/]+)(?:\/(status))?)?$/.exec(pathname) ?? [];
    const verb = verbOf(request.method ?? '', name, query.get('watch') === 'true');
    const isAllowed = verb === 'patch' ? sub === 'status' : ['get', 'list', 'watch'].includes(verb);
    if (token === 'no-rights' || (token !== 'admin-token' && !isAllowed))
      return say(response, `forbidden ${verb}` as AnswerName, name);
    if (verb === 'list') return send(response, 200, JSON.stringify(nodes.page(query)));
    if (verb === 'watch') return watch(query.get('resourceVersion') ?? '', response);
    if (verb === 'create') return send(response, 201, JSON.stringify(nodes.create(JSON.parse(body))));
    if (verb === 'delete' && name === undefined) {
      nodes.deleteAll();
      return send(response, 200, '{}');
    }
    const found = nodes.get(name ?? '');
    if (found === undefined) return say(response, 'not found', name);
    if (verb === 'get') return send(response, 200, JSON.stringify(found));
    if (verb === 'delete') return send(response, 200, JSON.stringify(nodes.delete(found)));
    const changed = nodes.patch(found, JSON.parse(body));
    return changed ? send(response, 200, JSON.stringify(changed)) : say(response, 'invalid', name);
  };
  const watch = (revision: string, response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    const past = nodes.since(Number(revision));
    if (past === undefined) {
      response.end(`${JSON.stringify(answers.expired.body)}\n`);
      return;
    }
    watches.add(response);
    response.on('close', () => watches.delete(response));
    for (const line of past) response.write(`${line}\n`);
  };
  nodes.onEvent = (line) => {
    for (const each of watches) each.write(`${line}\n`);
  };

  const tls = { cert: tlsText('server.crt'), key: tlsText('server.key'), ca: tlsText('ca.crt') };
  const make = () =>
    https.createServer({ ...tls, requestCert: true, rejectUnauthorized: false }, (request, response) => {
      void handle(request, response);
    });
  let server = make().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `https://127.0.0.1:${port}`,
    admin: 'admin-token',
    powerless: 'no-rights',
    token: async () => {
      count += 1;
      tokens.add(`flannelctl-${count}`);
      return `flannelctl-${count}`;
    },
    requests,
    next,
    say: (line) => nodes.onEvent(line),
    watches: () => watches.size,
    endWatches: (how) => {
      for (const each of watches) each[how === 'end' ? 'end' : 'destroy']();
    },
    revoke: async () => {
      tokens = new Set();
    },
    restart: async () => {
      await close();
      nodes.forget();
      forgetConnections();
      server = make().listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    stop: close,
  };
}

function verbOf(method: string, name: string | undefined, isWatch: boolean): string {
  if (method === 'GET') return name === undefined ? (isWatch ? 'watch' : 'list') : 'get';
  return { POST: 'create', PATCH: 'patch', DELETE: 'delete' }[method] ?? method;
}

const send = (response: ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(text);
};

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
