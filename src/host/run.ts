import { type FileHandle, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { errorCode, Failure } from '../errors/index.ts';

export interface RunOptions {
  /** Text for standard input. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Set for commands that change the machine: they run in a session of their own, so that Ctrl-C never cuts one in half. */
  readonly mutates?: boolean;
}

export interface RunResult {
  readonly command: readonly string[];
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Calls with a descriptor of a file that holds a text and has no name any more. A pipe would be fed by us: killed
 * half-way, we would leave half a line in it (`proto 14` for `proto 140`), and the program would carry that out.
 */
async function withInputFile<T>(text: string, use: (descriptor: number) => Promise<T>): Promise<T> {
  const opened = await openUnnamed(text);
  try {
    return await use(opened.fd);
  } finally {
    await opened.close();
  }
}

async function openUnnamed(text: string): Promise<FileHandle> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-'));
  try {
    const file = path.join(folder, 'input');
    await writeFile(file, text, { mode: 0o600 });
    return await open(file, 'r');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** execa takes any descriptor; its types know only those up to 9. */
type Descriptor = 3;

type Stdin = { readonly stdin: 'ignore' | Descriptor } | { readonly input: string };

/**
 * Runs a program, never through a shell, in the C locale. A non-zero exit is a result, not an error;
 * a program that is not installed is a Failure `unavailable`.
 */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { input, mutates } = options;
  if (input === undefined) return start(command, options, { stdin: 'ignore' });
  if (!mutates) return start(command, options, { input });
  return withInputFile(input, async (descriptor) =>
    start(command, options, { stdin: descriptor as Descriptor }),
  );
}

async function start(command: readonly string[], options: RunOptions, stdin: Stdin): Promise<RunResult> {
  const { execa } = await import('execa');
  const [file = '', ...args] = command;
  const result = await execa(file, args, {
    reject: false,
    env: { ...options.env, LC_ALL: 'C' },
    ...stdin,
    ...(options.mutates ? { detached: true, cleanup: false } : {}),
    stripFinalNewline: false,
  });
  if (result.exitCode === undefined) throw startFailure(file, result);
  return { command, exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}

function startFailure(file: string, result: { cause?: unknown; shortMessage?: string | undefined }): Failure {
  if (errorCode(result.cause) === 'ENOENT') {
    return new Failure('unavailable', `${file}: not installed, or not on the PATH`, {
      hint: PACKAGES[file] === undefined ? `Install ${file}.` : `apt-get install ${PACKAGES[file]}`,
    });
  }
  return new Failure('unexpected', result.shortMessage ?? `${file} did not end by itself`, {
    cause: result.cause,
  });
}

/** The Debian package of each tool that is driven. */
const PACKAGES: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  bridge: 'iproute2',
  nft: 'nftables',
  iptables: 'iptables',
  'iptables-save': 'iptables',
  'iptables-restore': 'iptables',
};

/** Runs a program that has to succeed; otherwise a Failure with its command and what it said. */
export async function runOk(command: readonly string[], options: RunOptions = {}): Promise<string> {
  return outputOf(await run(command, options));
}

/** What a program that has to succeed printed; otherwise a Failure with its command and what it said. */
export function outputOf({ command, exitCode, stdout, stderr }: RunResult): string {
  if (exitCode === 0) return stdout;
  const said = stderr.trim() || stdout.trim() || 'it said nothing';
  throw new Failure('unexpected', `${command.join(' ')} ended with ${exitCode}: ${said}`);
}
