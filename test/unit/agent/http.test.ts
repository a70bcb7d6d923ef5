import { request } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type HealthSource, serveHealth } from '../../../src/agent/operation/http.ts';
import { makeLiveness } from '../../../src/agent/operation/liveness.ts';
import { makeAgentMetrics } from '../../../src/agent/operation/metrics.ts';
import { Failure } from '../../../src/errors/index.ts';

const WELL: HealthSource = {
  stuckIn: () => [],
  notReady: () => [],
  metrics: makeAgentMetrics('1.2.3', () => 0).read,
};

async function serve(source: Partial<HealthSource>, ip = '127.0.0.1'): Promise<number> {
  const server = await serveHealth(ip, 0, { ...WELL, ...source });
  onTestFinished(server.close);
  return server.port;
}

const ask = async (
  port: number,
  path: string,
  { host = '127.0.0.1', method = 'GET' } = {},
): Promise<{ status: number | undefined; type: string | undefined; text: string }> =>
  new Promise((resolve, reject) => {
    request({ host, port, path, method, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode, type: response.headers['content-type'], text }),
      );
    })
      .on('error', reject)
      .end();
  });

describe('the health endpoints', () => {
  it('say ok of an agent that is alive and ready', async () => {
    const port = await serve({});
    expect(await ask(port, '/healthz')).toMatchObject({ status: 200, text: 'ok\n' });
    expect(await ask(port, '/readyz?verbose')).toMatchObject({ status: 200, text: 'ok\n' });
  });

  it('say why it is not ready', async () => {
    const port = await serve({ notReady: () => ['the store does not answer', 'no lease'] });
    expect(await ask(port, '/healthz')).toMatchObject({ status: 200 });
    expect(await ask(port, '/readyz')).toMatchObject({
      status: 503,
      text: 'the store does not answer\nno lease\n',
    });
  });

  it('say in what it is stuck, as long as it is', async () => {
    let now = 0;
    const { during, stuckIn } = makeLiveness(30, () => now);
    const port = await serve({ stuckIn });
    let end = (): void => {};
    const step = during('apply', async () => new Promise<void>((resolve) => (end = resolve)));
    now = 29_000;
    expect(await ask(port, '/healthz')).toMatchObject({ status: 200 });
    now = 31_000;
    expect(await ask(port, '/healthz')).toMatchObject({
      status: 503,
      text: 'apply has been running for 31 s\n',
    });
    expect(await ask(port, '/readyz')).toMatchObject({ status: 503 });
    end();
    await step;
    expect(await ask(port, '/healthz')).toMatchObject({ status: 200 });
    await expect(during('fails', async () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    now = 99_000;
    expect(stuckIn()).toEqual([]);
  });

  it('have the metrics', async () => {
    const port = await serve({});
    const { status, type, text } = await ask(port, '/metrics');
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(text).toContain('flannelctl_agent_peers 0');
  });

  it('refuse other paths and methods', async () => {
    const port = await serve({});
    expect(await ask(port, '/')).toMatchObject({ status: 404 });
    expect(await ask(port, '/metrics', { method: 'POST' })).toMatchObject({ status: 405 });
    expect(await ask(port, '/healthz', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
  });

  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '::1'],
    ['::', '127.0.0.1'],
    ['::', '::1'],
  ])('at %s answer at %s', async (ip, host) => {
    const port = await serve({}, ip);
    expect(await ask(port, '/healthz', { host })).toMatchObject({ status: 200 });
  });

  it.each(['127.0.0.1', '::1'])('of a taken port at %s are a failure that says so', async (ip) => {
    const other = createServer().listen(0, ip);
    await new Promise((resolve) => other.once('listening', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as { port: number };
    const failure = await serveHealth(ip, port, WELL).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ exit: 'preflight' });
    expect((failure as Failure).message).toContain(`${port} is taken by another program`);
  });

  it('at an address of another host are a failure that says so', async () => {
    const failure = await serveHealth('192.0.2.1', 0, WELL).catch((error: unknown) => error);
    expect(failure).toMatchObject({ exit: 'preflight', message: '192.0.2.1 is no address of this host' });
  });

  it('end with open requests', async () => {
    let isAsked = (): void => {};
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    const metrics: HealthSource['metrics'] = async () => {
      isAsked();
      return new Promise(() => {});
    };
    const server = await serveHealth('127.0.0.1', 0, { ...WELL, metrics });
    const answer = ask(server.port, '/metrics').catch((error: Error) => error.message);
    await asked;
    await server.close();
    expect(await answer).toBe('socket hang up');
    await expect(ask(server.port, '/healthz')).rejects.toThrow('ECONNREFUSED');
  });
});
