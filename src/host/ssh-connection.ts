import { type Address, type LinkName, parseAddress, parseLinkName } from '../net/index.ts';
import { readProcessIfAllowed } from './exec/process-file.ts';

/** The two ends of the operator's SSH connection. */
export interface Connection {
  /** The address of the operator's client. */
  readonly address: Address;
  /** The link of a link-local address. */
  readonly zone?: LinkName;
  /** The address of this node that the operator is connected to. */
  readonly local?: Address;
}

/** The limit of parent processes to search, longer than any real chain. */
const GENERATIONS = 100;

/**
 * Finds the SSH connection that this process was started from, if any. sshd sets SSH_CONNECTION, but sudo removes it,
 * so the parents' environments are searched as well, nearest first. An unreadable one is skipped.
 */
export async function findConnection(): Promise<Connection | undefined> {
  const own = readConnection(process.env['SSH_CONNECTION'] ?? '');
  if (own !== undefined) return own;
  let pid = process.ppid;
  for (let i = 0; i < GENERATIONS && pid > 0; i += 1) {
    const [environment, stat] = await Promise.all([readProc(pid, 'environ'), readProc(pid, 'stat')]);
    const connection = readConnection(/(?:^|\0)SSH_CONNECTION=([^\0]*)/.exec(environment)?.[1] ?? '');
    if (connection !== undefined) return connection;
    pid = parentIn(stat);
  }
  return undefined;
}

const readProc = async (pid: number, file: string): Promise<string> =>
  (await readProcessIfAllowed(pid, file)) ?? '';

/**
 * The parent's id in /proc/PID/stat (proc(5)), after the name in parentheses, which may contain anything; 0 if there is
 * none.
 */
const parentIn = (stat: string): number => Number(/^.*\) \S (\d+) /s.exec(stat)?.[1] ?? 0);

/** Parses SSH_CONNECTION (ssh(1)): the client's address and port, then the server's. */
export function readConnection(text: string): Connection | undefined {
  const [client, , server] = text.split(' ').map((word) => word.split('%'));
  const [address, local] = [client, server].map((end) => parseAddress(end?.[0] ?? ''));
  const zone = parseLinkName(client?.[1] ?? '');
  if (address === undefined) return undefined;
  return {
    address,
    ...(zone === undefined ? {} : { zone }),
    ...(local === undefined ? {} : { local }),
  };
}
