import { type ChildProcess, spawn } from 'node:child_process';
import { onLines } from './lines.ts';

/** A program that runs until it is stopped. */
export interface LastingProgram {
  readonly command: readonly string[];
  readonly onLines: (lines: readonly string[]) => void;
  /** What it prints to stderr. */
  readonly onErrors: (lines: readonly string[]) => void;
  /** It was started, as this process. Also each time after it ended. */
  readonly onStart: (pid: number) => void;
  /** It ended by itself, and is started again after a pause. */
  readonly onEnd: () => void;
}

/**
 * Runs a program beside a shell that ends it when this process is gone, however it ended: a monitor would notice
 * only at its next line. The program's death closes stdout, because the shell has closed its own. A signal to all of a
 * service's processes must not end the shell alone, nor must its first line, where nobody reads that any more because
 * the program was stopped while it began.
 */
const BESIDE = '"$@" & trap "" TERM INT HUP PIPE; echo "$!"; exec 1>&-; read -r _; kill "$!"';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;
/** A program that ran so long was well, and the next pause is short again. */
const WELL_MS = 60_000;

function start(program: LastingProgram, onClose: () => void): ChildProcess {
  const child = spawn('/bin/sh', ['-c', BESIDE, 'sh', ...program.command], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
    cwd: '/',
    detached: true,
  });
  child.on('error', onClose);
  // If no file descriptor is left for the child, it has no pipes either.
  const { stdin, stdout, stderr } = child as Partial<typeof child>;
  if (!stdin || !stdout || !stderr) return child;
  let isStarted = false;
  onLines(stdout, (lines) => {
    const rest = isStarted ? lines : lines.slice(1);
    if (!isStarted) program.onStart(Number(lines[0]));
    isStarted = true;
    if (rest.length > 0) program.onLines(rest);
  });
  onLines(stderr, program.onErrors);
  stdout.on('close', onClose);
  stdin.on('error', () => {});
  return child;
}

/** Keeps a program running, with pauses that grow while it fails. Returns what stops it. */
export function keepRunning(program: LastingProgram): () => void {
  let isStopped = false;
  let pause = FIRST_PAUSE_MS;
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  const run = (): void => {
    const began = performance.now();
    let isOver = false;
    const current = start(program, () => {
      current.stdin?.end();
      if (isOver || isStopped) return;
      isOver = true;
      if (performance.now() - began > WELL_MS) pause = FIRST_PAUSE_MS;
      program.onEnd();
      timer = setTimeout(run, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    });
    child = current;
  };
  run();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    child?.stdin?.end();
    child?.stdout?.destroy();
  };
}
