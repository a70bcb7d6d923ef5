import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import type { Host } from './netns.ts';

interface Program {
  /** What it said, once it has ended by itself. */
  readonly ended: () => Promise<{ readonly stdout: string }>;
}

/** Starts a program in a host, waits until it says that it is ready, and ends it with the test. */
export async function startProgram(
  { netns }: Host,
  file: string,
  args: readonly string[],
  ready: string,
): Promise<Program> {
  const child = execa('ip', ['netns', 'exec', netns, file, ...args], { reject: false, all: true });
  onTestFinished(async () => {
    child.kill();
    await child;
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.all.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (said.includes(ready)) resolve();
    });
    child.once('exit', () => reject(new Error(`${file} ended before it was ready: ${said}`)));
  });
  return { ended: async () => child };
}

const HOLD = `
const socket = require('node:dgram').createSocket('udp4');
socket.bind(Number(process.argv[1]), process.argv[2], () => console.log('bound'));
`;

/** A program in a host that holds a UDP port. */
export const holdUdpPort = async (host: Host, port: number, address = '0.0.0.0'): Promise<Program> =>
  startProgram(host, process.execPath, ['-e', HOLD, `${port}`, address], 'bound');

/** A program in a host that goes by a name: a shell under that name, which waits for its input. */
export async function runNamed(host: Host, name: string): Promise<Program> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-named-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, name);
  await copyFile('/bin/sh', file);
  await chmod(file, 0o755);
  return startProgram(host, file, ['-c', 'echo started; read -r _'], 'started');
}

const PORT = 7777;

const ECHO = `
const socket = require('node:dgram').createSocket('udp4');
socket.on('message', (_, from) => socket.send(from.address, from.port, from.address));
socket.bind(${PORT}, process.argv[1], () => console.log('ready'));
`;

const ASK = `
const socket = require('node:dgram').createSocket('udp4');
socket.on('message', (text) => { console.log(text.toString()); socket.close(); });
socket.send('hello', ${PORT}, process.argv[1]);
setTimeout(() => process.exit(1), 30000).unref();
`;

/** Sends one datagram from one host to an address of another; gives the address it came from, as the other saw it. */
export async function echoOnce(from: Host, to: Host, address: string): Promise<string> {
  await startProgram(to, process.execPath, ['-e', ECHO, address], 'ready');
  const { stdout } = await execa('ip', ['netns', 'exec', from.netns, process.execPath, '-e', ASK, address]);
  return stdout;
}
