'use strict';
// Runs commands in another system: one request a line on stdin, one answer a line on stdout. Ends when stdin ends.
const { spawn } = require('node:child_process');
const readline = require('node:readline');

/** A hung command is killed with all that it started, so that a step fails and not the whole run. */
function run({ argv, input, env, seconds }, answer) {
  const [file, ...args] = argv;
  const child = spawn(file, args, { env: { ...process.env, ...env }, detached: true });
  const told = { exitCode: -1, stdout: '', stderr: '' };
  const timer = setTimeout(() => {
    told.stderr += `\nkilled after ${seconds} s`;
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  }, seconds * 1000);
  const end = (code) => {
    clearTimeout(timer);
    answer({ ...told, exitCode: code ?? -1 });
  };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    told.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    told.stderr += text;
  });
  child.once('error', (error) => {
    told.stderr += error.message;
    if (child.pid === undefined) end(127);
  });
  child.once('close', end);
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
}

const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
readline
  .createInterface({ input: process.stdin })
  .on('line', (line) => run(JSON.parse(line), say))
  .on('close', () => process.exit());
say({ ready: true });
