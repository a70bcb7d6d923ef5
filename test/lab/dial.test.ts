import { createServer, type Socket } from 'node:net';
import { describe, expect, type TestContext, test } from 'vitest';
import { answer } from '../../src/lab/probe/answer.ts';
import { dial } from '../../src/lab/probe/dial.ts';
import { MESSAGE_BYTES } from '../../src/lab/probe/protocol.ts';

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
});
