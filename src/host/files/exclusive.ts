import net from 'node:net';
import { errorCode } from '../../errors/index.ts';

/** The holder of a name. */
export interface Holder {
  readonly pid: number;
  /** The holder's command, as a person would type it. */
  readonly command: string;
  /** The time since which it has held the name, ISO 8601. */
  readonly since: string;
}

/** A name held by this process. */
export interface Held {
  /** Releases the name; it is free when this returns. */
  readonly close: () => void;
}

/**
 * The timeout for a holder's answer. Two dozen processes that start at once on two cores can delay each other by more
 * than a second.
 */
const ANSWER_MS = 3000;
const LONGEST_ANSWER = 4096;

/** The length limit of unix socket names in the kernel (sun_path, unix(7)). */
const NAME_BYTES = 108;

/**
 * The socket's name in the kernel, always padded to full length. Node 20 (libuv 1.46) pads an abstract name with zeros;
 * Node 22 and 24 (libuv 1.48 on) take it as it is and allow no zeros in it. A shorter name would be two different
 * names, so that each could be held once.
 */
const socketOf = (name: string): string => `\0${name.padEnd(NAME_BYTES - 1, '.')}`;

/**
 * Takes a name exclusively by an abstract unix socket, which belongs to the network namespace and is released when the
 * process ends in any way. A client that connects is told the holder. The socket neither keeps the process alive nor
 * passes to children. Unprivileged processes can take the name as well.
 * @param beforeAnswer what a client waits for
 * @returns undefined if another process holds it
 */
export async function hold(
  name: string,
  holder: Holder,
  beforeAnswer?: () => Promise<void>,
): Promise<Held | undefined> {
  const server = net.createServer((client) => {
    // A client may disconnect or never read; the holder ignores both.
    client.on('error', () => {}).unref();
    const answer = (): unknown => client.end(`${JSON.stringify(holder)}\n`, () => client.destroy());
    if (beforeAnswer === undefined) answer();
    else void beforeAnswer().finally(answer);
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(socketOf(name), resolve);
    });
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') return undefined;
    throw error;
  }
  server.on('error', () => {}).unref();
  return {
    close: () => {
      server.close();
    },
  };
}

/**
 * The holder of a name; undefined if there is none, or if it does not answer within 3 s, for example because it is
 * stopped.
 */
export async function askHolder(name: string): Promise<Holder | undefined> {
  return parseHolder(await readAnswer(socketOf(name)));
}

/** Reads from a socket until it is closed, the timeout has passed, or the text is longer than a valid answer. */
async function readAnswer(socket: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const client = net.connect(socket);
    const late = setTimeout(() => client.destroy(), ANSWER_MS);
    client.setEncoding('utf8').on('data', (text) => {
      answer += text;
      if (answer.length > LONGEST_ANSWER) client.destroy();
    });
    client.on('error', () => {});
    client.on('close', () => {
      clearTimeout(late);
      resolve(answer);
    });
  });
}

/** Parses a holder's answer. It is validated before it is shown, because any process may hold the name. */
export function parseHolder(answer: string): Holder | undefined {
  try {
    const { pid, command, since } = JSON.parse(answer) as Record<string, unknown>;
    if (!Number.isSafeInteger(pid) || !isPrintable(command) || !isPrintable(since)) return undefined;
    return Number.isNaN(Date.parse(since)) ? undefined : { pid: Number(pid), command, since };
  } catch {
    return undefined;
  }
}

const isPrintable = (value: unknown): value is string => typeof value === 'string' && /^\P{C}+$/u.test(value);
