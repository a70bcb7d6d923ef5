import { once } from 'node:events';
import { constants } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
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
  readonly open: () => Promise<void>;
}

/** Opened for both ways, so that neither this open nor one by a shell waits for the other side (fifo(7), Linux). */
const openFifo = async (file: string): Promise<FileHandle> => {
  await execa('mkfifo', [file]);
  return open(file, constants.O_RDWR | constants.O_NONBLOCK);
};

/** Makes a gate for the length of a test; at its end who stands there goes on. */
export async function makeGate(): Promise<Gate> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-gate-'));
  const [reachedFile, gateFile] = [path.join(folder, 'reached'), path.join(folder, 'gate')];
  const reached = await openFifo(reachedFile);
  const gate = await openFifo(gateFile);
  const bell = new net.Socket({ fd: reached.fd });
  const rung = once(bell, 'data').then(() => {});
  const tools = await wrapTools(`[ "$n" -eq 1 ] && { echo > '${reachedFile}'; read -r _ < '${gateFile}'; }`);
  onTestFinished(async () => {
    await gate.writeFile('end\n');
    await gate.close();
    bell.destroy();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    ...tools,
    reached: async () => rung,
    open: async () => gate.writeFile('go on\n'),
  };
}
