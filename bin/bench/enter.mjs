// Starts the measurement in network, mount and process namespaces of its own. Nothing needs cleaning up: when their
// first process exits, the kernel kills all others in them and deletes their links, namespaces and files.
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';

const NAMESPACES = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];

/** The process is killed with its parent, also if the parent gets SIGKILL. */
const ENTER = ['--pdeathsig', 'KILL', 'unshare', ...NAMESPACES];

async function textOf(stream) {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  return text;
}

/** Runs inside.mjs and returns its results. A signal, such as by Ctrl-C, ends it at once. */
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
      // With SIGTERM, unshare would wait for its child.
      child.kill('SIGKILL');
    });
  const [text, status] = await Promise.all([textOf(child.stdout), ended]);
  if (stopped !== undefined) process.exit(128 + os.constants.signals[stopped]);
  if (status !== 0) throw new Error('the measuring ended before its time');
  return JSON.parse(text);
}
