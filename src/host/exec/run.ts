import { errorCode, Failure, reasonOf, systemFailure } from '../../errors/index.ts';
import { shellCommand } from '../../words/index.ts';
import { limitProcesses } from '../concurrency.ts';
import { LIMITS } from '../files/bounded.ts';
import { withUnnamedFile } from '../files/unnamed-file.ts';
import { requireDescriptors } from './descriptors.ts';
import { kill } from './kill.ts';

export interface RunOptions {
  /** The text for standard input. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The working folder; that of this process if absent. */
  readonly cwd?: string;
  /**
   * Whether the command changes the machine. If so, it runs in a session of its own, so that Ctrl-C never interrupts it
   * half-way.
   */
  readonly mutates?: boolean;
  /** The timeout in seconds, after which the process group is killed. Default: none. */
  readonly seconds?: number;
}

export interface RunResult {
  readonly command: readonly string[];
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** execa accepts any file descriptor, but its types only those up to 9. */
type Descriptor = 3;

interface Stdin {
  readonly stdin: 'ignore' | Descriptor;
}

/**
 * Runs a program without a shell, in the C locale. A non-zero exit status is a result, not an error. Throws a Failure
 * `unavailable` if the program is not installed.
 */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { input } = options;
  return limitProcesses(async () => {
    if (input === undefined) return start(command, options, { stdin: 'ignore' });
    // A file rather than a pipe, because some programs open /dev/stdin (nft 0.9.8), and Node's pipes are sockets, which
    // can't be opened.
    return withUnnamedFile(input, async (descriptor) =>
      start(command, options, { stdin: descriptor as Descriptor }),
    );
  });
}

async function start(command: readonly string[], options: RunOptions, stdin: Stdin): Promise<RunResult> {
  const { execa } = await import('execa');
  const [file = '', ...args] = command;
  const { env, mutates, seconds, cwd } = options;
  requireDescriptors(file);
  const running = execa(file, args, {
    reject: false,
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...env, LC_ALL: 'C' },
    ...stdin,
    ...(mutates || seconds !== undefined ? { detached: true, cleanup: !mutates } : {}),
    stripFinalNewline: false,
    maxBuffer: LIMITS.tool,
    // execa (9.6) decodes text chunk by chunk, which for megabytes costs more than the reader.
    encoding: 'buffer',
  });
  const watch = seconds === undefined ? undefined : killAfter(seconds, running.pid);
  const result = await running;
  if (watch?.end()) throw tookTooLong(command, seconds ?? 0);
  if (result.isMaxBuffer) throw printedTooMuch(command, running.pid);
  if (result.exitCode === undefined) throw startFailure(file, result);
  const { exitCode } = result;
  return { command, exitCode, stdout: textOf(result.stdout), stderr: textOf(result.stderr) };
}

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();

/** Kills a session's processes after a timeout. `end` stops the timer and returns whether they were killed. */
function killAfter(seconds: number, pid: number | undefined): { end: () => boolean } {
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    if (pid !== undefined) kill(-pid);
  }, seconds * 1000);
  return {
    end: () => {
      clearTimeout(timer);
      return isOver;
    },
  };
}

/** The failure for a tool that was killed at its timeout. */
export const tookTooLong = (command: readonly string[], seconds: number): Failure =>
  new Failure('unavailable', `${shellCommand(command)} did not end within ${seconds} s, and was killed`, {
    hint: 'See what keeps it: FLANNELCTL_COMMAND_TIMEOUT=SECONDS gives it more time.',
  });

/** The failure for too much output. execa killed the program; its process group is killed here. */
function printedTooMuch(command: readonly string[], pid: number | undefined): Failure {
  if (pid !== undefined) kill(-pid);
  return new Failure(
    'unavailable',
    `${shellCommand(command)} printed more than ${LIMITS.tool >> 20} MB, and was killed`,
    {
      hint: `Run it by hand, and see what it prints; and whether it is the right ${command[0]}.`,
    },
  );
}

interface Ended {
  readonly cause?: unknown;
  readonly signal?: string | undefined;
  readonly shortMessage?: string | undefined;
}

/** The failure for a program that could not be started, or did not end by itself. */
export function startFailure(file: string, { cause, signal, shortMessage }: Ended): Failure {
  if (errorCode(cause) === 'ENOENT') {
    return new Failure('unavailable', `${file}: not installed, or not on the PATH`, {
      cause,
      hint: PACKAGES[file] === undefined ? `Install ${file}.` : `apt-get install ${PACKAGES[file]}`,
    });
  }
  const hint = systemFailure(cause)?.hint;
  if (hint !== undefined) return new Failure('unavailable', reasonOf(cause), { cause, hint });
  const why =
    signal === undefined ? (shortMessage ?? `${file} did not end by itself`) : endedBy(file, signal);
  return new Failure('unavailable', why, {
    cause: cause ?? { signal },
    hint: 'If nobody ended it, the machine may be out of memory: see dmesg.',
  });
}

const endedBy = (file: string, signal: string): string => `${file} was ended by ${signal} before it was done`;

/** The signal that ended the program, from its Failure; undefined if none did. */
export function signalOf(error: unknown): string | undefined {
  const cause = error instanceof Failure ? error.cause : undefined;
  const isOne = typeof cause === 'object' && cause !== null && 'signal' in cause;
  return isOne && typeof cause.signal === 'string' ? cause.signal : undefined;
}

/** The Debian packages of the tools. */
const PACKAGES: Readonly<Record<string, string>> = {
  etcd: 'etcd-server',
  ip: 'iproute2',
  bridge: 'iproute2',
  nft: 'nftables',
  iptables: 'iptables',
  'iptables-save': 'iptables',
  'iptables-restore': 'iptables',
  ip6tables: 'iptables',
  'ip6tables-save': 'iptables',
  'ip6tables-restore': 'iptables',
};

/** Runs a program and returns its output. Throws a Failure with the command and its error if it fails. */
export async function runOk(command: readonly string[], options: RunOptions = {}): Promise<string> {
  return outputOf(await run(command, options));
}

/** The output of a finished program. Throws a Failure with the command and its error if it failed. */
export function outputOf({ command, exitCode, stdout, stderr }: RunResult): string {
  if (exitCode === 0) return stdout;
  const said = stderr.trim() || stdout.trim() || 'it said nothing';
  const line = said.replaceAll(/\s*\n\s*/g, '; ');
  throw new Failure('unavailable', `${shellCommand(command)} ended with ${exitCode}: ${line}`, {
    hint: 'It has to succeed where nothing is changed: run it by hand to see what keeps it from that.',
  });
}
