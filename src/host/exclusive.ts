import net from 'node:net';
import { errorCode } from '../errors/index.ts';

/** Who holds a name. */
export interface Holder {
  readonly pid: number;
  /** What it is doing, as a person would type it. */
  readonly command: string;
  /** Since when it holds the name, ISO 8601. */
  readonly since: string;
}

/** A name that this process has. */
export interface Held {
  /** Gives the name back; it is free when this returns. */
  readonly close: () => void;
}

/** Two dozen processes that start at once on two cores keep each other from answering for more than a second. */
const ANSWER_MS = 3000;
const LONGEST_ANSWER = 4096;

/** As long as the kernel's names of unix sockets can be (sun_path, unix(7)). */
const NAME_BYTES = 108;

/**
 * The socket's name in the kernel, which is always of full length: Node 20 (libuv 1.46) fills an abstract name up with
 * zeros, Node 22 and 24 (libuv 1.48 on) take it as it is and allow no zeros in it. A shorter one could be held once by each.
 */
const socketOf = (name: string): string => `\0${name.padEnd(NAME_BYTES - 1, '.')}`;

/**
 * Takes a name for this process alone: an abstract unix socket, which belongs to the network namespace and goes with the
 * process, however that ends. Whoever connects is told who holds it. It neither keeps the process alive nor passes to
 * children. Processes without any rights can take the name as well.
 * @returns undefined if somebody else has it
 */
export async function hold(name: string, holder: Holder): Promise<Held | undefined> {
  const server = net.createServer((client) => {
    // A client may go, or never read: neither is the holder's affair.
    client.on('error', () => {}).unref();
    client.end(`${JSON.stringify(holder)}\n`, () => client.destroy());
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

/** Who holds a name; undefined if nobody does, or if the holder does not answer within 3 s, as when it is stopped. */
export async function askHolder(name: string): Promise<Holder | undefined> {
  return parseHolder(await readAnswer(socketOf(name)));
}

/** What is said at a socket until it is closed, the time is over, or it is more than a holder says. */
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

/** Anybody may hold the name, so what it says is looked at before it is shown. */
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
