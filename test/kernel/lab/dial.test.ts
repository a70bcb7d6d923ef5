import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, type TestContext, test } from 'vitest';
import { answer } from '../../../src/lab/probe/answer.ts';
import { dial } from '../../../src/lab/probe/dial.ts';
import { MESSAGE_BYTES } from '../../../src/lab/probe/protocol.ts';

/** A target on this machine. @param serve what becomes of its n-th caller */
async function target({ onTestFinished }: TestContext, serve: (socket: Socket, n: number) => void) {
  let callers = 0;
  const server = createServer((socket) => {
    callers += 1;
    socket.on('error', () => {});
    serve(socket, callers);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const bound = server.address();
  return { address: '127.0.0.1', port: typeof bound === 'object' ? (bound?.port ?? 0) : 0 };
}

const answerSmall = (socket: Socket): void => {
  socket.once('data', (chunk) => {
    if (chunk.length < MESSAGE_BYTES) socket.end('127.0.0.1\n');
  });
};

describe.concurrent('a pod that is connected and does not answer', () => {
  test('is one that full packets do not get to, if small ones do', async (context) => {
    expect(await dial(await target(context, answerSmall))).toMatchObject({ error: 'STALLED' });
  });

  test('is silent, if small ones are not answered either', async (context) => {
    expect(await dial(await target(context, () => {}))).toMatchObject({ error: 'SILENT' });
  });

  test('is silent, if small ones are not answered any more', async (context) => {
    const one = await target(context, (socket, n) => n === 4 && answerSmall(socket));
    expect(await dial(one)).toMatchObject({ error: 'SILENT' });
  });

  test('is reached, if it answers once it gets to it', async (context) => {
    const slow = await target(context, (socket, n) => n > 3 && answer(socket));
    expect(await dial(slow)).toMatchObject({ seen: '127.0.0.1' });
  });

  test('is not reached, if its answer is cut off', async (context) => {
    const cut = await target(context, (socket) => socket.once('data', () => socket.end('127.0.0.1\n')));
    expect(await dial(cut)).toMatchObject({ error: 'ECONNRESET' });
  });
});

/** Listens, says where, and takes nobody: the kernel connects two callers, and leaves the others without an answer. */
const DEAF = `
const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  require('node:fs').writeSync(1, String(server.address().port));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

test('a pod that is not connected to is not told to be silent', async ({ onTestFinished }) => {
  const child = spawn(process.execPath, ['-e', DEAF], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const one = { address: '127.0.0.1', port: Number(port) };
  for (let n = 0; n < 2; n += 1) {
    const socket = connect(one.port, one.address);
    socket.on('error', () => {});
    onTestFinished(() => {
      socket.destroy();
    });
    await once(socket, 'connect');
  }
  expect(await dial(one)).toMatchObject({ error: 'ETIMEDOUT' });
});
