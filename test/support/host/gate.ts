import { once } from 'node:events';
import { constants, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import { type Tools, wrapTools } from './tools.ts';

/** Tools that stop at the first call that changes something, so that a command can be held in the middle of its work. */
export interface Gate extends Tools {
  /** Resolves when a tool stands at the gate. */
  readonly reached: () => Promise<void>;
  /** Lets the one that stands there, or will, go on. */
  readonly open: () => void;
}

/** Makes a FIFO. Opened for both ways, so that neither this open nor one by a shell waits for the other side (fifo(7)). */
async function makeFifo(file: string, readable: boolean): Promise<net.Socket> {
  await execa('mkfifo', [file]);
  const fd = openSync(file, constants.O_RDWR | constants.O_NONBLOCK);
  return new net.Socket({ fd, readable, writable: !readable });
}

/** Makes a gate for the length of a test; at its end who stands there goes on. */
export async function makeGate(): Promise<Gate> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-gate-'));
  const [reachedFile, gateFile] = [path.join(folder, 'reached'), path.join(folder, 'gate')];
  const [bell, gate] = [await makeFifo(reachedFile, true), await makeFifo(gateFile, false)];
  const rung = once(bell, 'data').then(() => {});
  const tools = await wrapTools(`[ "$n" -eq 1 ] && { echo > '${reachedFile}'; read -r _ < '${gateFile}'; }`);
  onTestFinished(async () => {
    // In this order nobody is left waiting for the other side: a FIFO that is gone can't be opened, one that is open ends.
    await rm(folder, { recursive: true, force: true });
    bell.destroy();
    gate.destroy();
  });
  return {
    ...tools,
    // One call may stand at the gate for as long as the test wants.
    via: [...tools.via, 'FLANNELCTL_COMMAND_TIMEOUT=600'],
    reached: async () => rung,
    open: () => {
      gate.write('go on\n');
    },
  };
}
