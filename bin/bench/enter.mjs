// Namespaces for the measuring: network, mounts and processes of its own. Nothing has to be cleaned up: when their first
// process ends, the kernel ends all others in them and takes away their links, namespaces and files.
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';

const NAMESPACES = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];

/** It ends with its parent, also by a signal that nobody can catch. */
const ENTER = ['--pdeathsig', 'KILL', 'unshare', ...NAMESPACES];

async function textOf(stream) {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  return text;
}

/** What inside.mjs measures. A signal, such as by Ctrl-C, ends it at once. */
export async function measureInside(options) {
  const args = [process.execPath, path.join(import.meta.dirname, 'inside.mjs'), JSON.stringify(options)];
  const child = spawn('setpriv', [...ENTER, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  let stopped;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, () => {
      stopped = signal;
      // unshare itself would wait for what it started.
      child.kill('SIGKILL');
    });
  const [text, status] = await Promise.all([textOf(child.stdout), ended]);
  if (stopped !== undefined) process.exit(128 + os.constants.signals[stopped]);
  if (status !== 0) throw new Error('the measuring ended before its time');
  return JSON.parse(text);
}
