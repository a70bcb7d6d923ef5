// Runs programs, measured or not. An unexpected exit status ends the benchmark, because its figures would mean nothing.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const USAGE = path.join(import.meta.dirname, 'usage.pl');
const MAX_OUTPUT = 1 << 30;

const FLANNELCTL = path.resolve(import.meta.dirname, '../flannelctl.cjs');

export const flannelctl = (...args) => [process.execPath, FLANNELCTL, ...args];

function requireStatus(command, { error, status, stderr }, expected) {
  if (error) throw error;
  if (status === expected) return;
  const told = stderr.length > 2000 ? `…${stderr.slice(-2000)}` : stderr;
  throw new Error(`${command.join(' ')} ended with ${status}; ${expected} was expected\n${told}`);
}

function spawn(command, options) {
  const [file, ...args] = command;
  return spawnSync(file, args, { encoding: 'utf8', maxBuffer: MAX_OUTPUT, ...options });
}

/** The output of a program. */
export function output(command, options = {}) {
  const result = spawn(command, options);
  requireStatus(command, result, 0);
  return result.stdout;
}

/** The command that enters the network namespace, outside of the measured time. */
const inside = (netns) => (netns === undefined ? [] : ['ip', 'netns', 'exec', netns]);

/** The cost of a command: CPU seconds including its children; seconds by the clock; MiB of the largest process. */
export function measure(command, { netns, env = {}, expected = 0 } = {}) {
  const started = process.hrtime.bigint();
  const result = spawn([...inside(netns), 'perl', USAGE, ...command], { env: { ...process.env, ...env } });
  const wall = Number(process.hrtime.bigint() - started) / 1e9;
  requireStatus(command, result, 0);
  const { status, cpu, peak } = JSON.parse(result.stdout);
  requireStatus(command, { status, stderr: result.stderr }, expected);
  return { cpu, wall, peak };
}

/** The cost of several commands that do one job together. */
export const together = (samples) => ({
  cpu: samples.reduce((sum, { cpu }) => sum + cpu, 0),
  wall: samples.reduce((sum, { wall }) => sum + wall, 0),
  peak: Math.max(...samples.map(({ peak }) => peak)),
});

const BARE_RUNS = 3;

/** The cost of Node without a program: the middle of a few runs, because such short runs vary much. */
export function measureNode() {
  const samples = Array.from({ length: BARE_RUNS }, () => measure([process.execPath, '-e', '0']));
  return samples.toSorted((a, b) => a.cpu - b.cpu)[BARE_RUNS >> 1];
}
