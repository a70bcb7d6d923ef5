import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { concurrencyLimit } from '../concurrency.ts';
import { kill } from '../exec/kill.ts';
import { startFailure, tookTooLong } from '../exec/run.ts';
import { toolSeconds } from '../exec/tool.ts';
import { type Answer, collectAnswers } from './answers.ts';

/** A line of a batch. Each one that asks for something is answered by one line, or refused. */
export interface BatchLine {
  readonly text: string;
  readonly isQuestion: boolean;
}

/** `ip -batch -` or `bridge -batch -`, which reads lines until its stdin is closed. */
export interface LineProcess {
  /**
   * Writes lines, of which the last is a question whose answer is flushed. Calls run one after the other.
   * @returns the answer to each question; undefined where it was refused
   * @throws BatchEnded if the process ended before it answered; a Failure if it takes longer than one call may
   */
  readonly exchange: (lines: readonly BatchLine[]) => Promise<readonly Answer[]>;
  /** How many lines were written that ask nothing. */
  readonly changes: () => number;
  /** Closes stdin: the process does what was written, and ends. */
  readonly end: () => void;
}

/** The process ended before the last line was answered. */
export class BatchEnded extends Error {
  /** What it said of the lines of this exchange, which are counted from 1. */
  readonly stderr: string;

  constructor(file: string, stderr: string) {
    super(`${file} ended: ${stderr.trim() || 'it said nothing'}`);
    this.name = 'BatchEnded';
    this.stderr = stderr;
  }

  /** Whether it ended at a line that was refused. */
  get isRefused(): boolean {
    return /^Command failed/m.test(this.stderr);
  }
}

/** Line numbers of `Command failed -:N` count from the start of the process (iproute2 6.1, lib/utils.c). */
const countedFrom = (stderr: string, before: number): string =>
  stderr.replaceAll(/^Command failed -:(\d+)$/gm, (_, n: string) => `Command failed -:${Number(n) - before}`);

type Command = readonly [string, ...string[]];

/**
 * Starts a tool with pipes to all its streams, in a session of its own, so that Ctrl-C does not cut a batch. When this
 * process dies, however it does, the kernel closes the tool's stdin, and the tool ends.
 */
function start([file, ...args]: Command, env: Readonly<Record<string, string>>) {
  const child = spawn(file, args, { detached: true, env: { ...process.env, ...env, LC_ALL: 'C' } });
  const ended = once(child, 'close').then(
    () => undefined,
    (cause: unknown) => {
      throw startFailure(file, { cause });
    },
  );
  ended.catch(() => {}); // nobody may be waiting for it then
  child.stdin.on('error', () => {}); // the tool has ended, which `ended` says
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8');
  return { child, ended };
}

/** Starts a tool that reads lines. `env` is added to this process's environment. */
export function startLineProcess(command: Command, env: Readonly<Record<string, string>>): LineProcess {
  const { child, ended } = start(command, env);
  let written = 0;
  let changes = 0;
  const inTurn = concurrencyLimit(1);

  async function exchange(lines: readonly BatchLine[]): Promise<readonly Answer[]> {
    if (lines.length === 0) return [];
    const before = written;
    written += lines.length;
    const questions = lines.flatMap(({ isQuestion }, i) => (isQuestion ? [before + i + 1] : []));
    changes += lines.length - questions.length;
    const collection = collectAnswers(child, questions);
    const timer = new AbortController();
    child.stdin.write(lines.map(({ text }) => `${text}\n`).join(''));
    try {
      const answers = await Promise.race([collection.done, ended, tooLong(timer.signal)]);
      if (answers !== undefined) return answers;
      throw new BatchEnded(command[0], countedFrom(collection.stderr(), before));
    } finally {
      timer.abort();
      collection.stop();
    }
  }

  /** Never returns before the timeout. */
  async function tooLong(signal: AbortSignal): Promise<never> {
    const seconds = toolSeconds();
    await sleep(seconds * 1000, undefined, { signal }).catch(() => new Promise(() => {}));
    if (child.pid !== undefined) kill(-child.pid);
    throw tookTooLong(command, seconds);
  }

  return {
    exchange: async (lines) => inTurn(async () => exchange(lines)),
    changes: () => changes,
    end: () => child.stdin.end(),
  };
}
