import { Readable } from 'node:stream';
import { runCommandLine } from '../../../commands/shared/main.ts';
import { type CliOptions, type CliResult, REPOSITORY } from './cli.ts';

type Command = Pick<CliOptions, 'input' | 'cwd'>;

/** Commands that were started, one after the other: they share the folder, the streams and the status of the process. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a command in the process of the test, from the sources; it costs milliseconds. Only for commands that read files and
 * print: they are in the network namespace of the machine.
 */
export async function inProcess(args: readonly string[], command: Command = {}): Promise<CliResult> {
  const result = last.then(async () => capture(args, command));
  last = result.catch(() => {});
  return result;
}

async function capture(args: readonly string[], { input = '', cwd }: Command): Promise<CliResult> {
  const stdout = recordWrites(process.stdout);
  const stderr = recordWrites(process.stderr);
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin');
  const [folder, status] = [process.cwd(), process.exitCode];
  const drains = process.stdout.listeners('drain');
  process.exitCode = undefined;
  Object.defineProperty(process, 'stdin', { value: Readable.from([Buffer.from(input)]), configurable: true });
  try {
    process.chdir(cwd ?? folder);
    await runCommandLine(REPOSITORY, [...args]);
    return { exitCode: Number(process.exitCode ?? 0), stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    process.chdir(folder);
    // oclif's flush leaves one behind with each command.
    for (const listener of process.stdout.listeners('drain'))
      if (!drains.includes(listener)) process.stdout.off('drain', listener as () => void);
    if (stdin !== undefined) Object.defineProperty(process, 'stdin', stdin);
    process.exitCode = status;
    stdout.restore();
    stderr.restore();
  }
}

/** Keeps what is written to a stream, instead of writing it. */
function recordWrites(stream: NodeJS.WriteStream): {
  readonly text: () => string;
  readonly restore: () => void;
} {
  const { write } = stream;
  const chunks: string[] = [];
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    chunks.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    const done = rest.find((one) => typeof one === 'function') as (() => void) | undefined;
    done?.();
    return true;
  };
  const restore = (): void => {
    stream.write = write;
  };
  return { text: () => chunks.join(''), restore };
}
