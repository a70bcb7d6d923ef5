import os from 'node:os';
import { shellCommand } from '../../words/index.ts';
import { readText } from '../files/files.ts';

/** Who runs this process. */
interface Invoker {
  readonly uid: number;
  /** Its name, if the system knows it. */
  readonly name?: string;
  /** Who became root by sudo. */
  readonly sudoUser?: string;
  /** Who logged in, whatever they became since (audit's loginuid); absent for a service. */
  readonly loginUid?: number;
}

/** The command line of this process and who runs it. */
export interface Invocation {
  /** As it could be typed again, but for the contents of documents. */
  readonly command: string;
  readonly user: Invoker;
}

/** The limit of characters of a command line that are kept. */
const COMMAND_LENGTH = 1000;
/** (uid_t) -1: no login. */
const UNSET_UID = 4_294_967_295;

/** A document given as text may hold secrets, so it is left out. A name of a file has no braces. */
const withoutContent = (word: string): string =>
  /[{\n]/.test(word) ? word.replace(/^(--[\w-]+=)?.*$/s, '$1…') : word;

/** A command line for the history. @param args the words after `flannelctl` */
const commandLine = (args: readonly string[]): string => {
  const text = shellCommand(['flannelctl', ...args.map(withoutContent)]);
  return text.length > COMMAND_LENGTH ? `${text.slice(0, COMMAND_LENGTH)}…` : text;
};

/** The name of the user; undefined if it is in no database, as in a container with a uid of its own. */
function userName(): string | undefined {
  try {
    return os.userInfo().username;
  } catch {
    return undefined;
  }
}

async function loginUid(): Promise<number | undefined> {
  const text = await readText('/proc/self/loginuid').catch(() => undefined);
  const uid = Number(text?.trim() || UNSET_UID);
  return uid === UNSET_UID ? undefined : uid;
}

/** The command line of this process and who runs it. */
export async function invocation(): Promise<Invocation> {
  const [name, login, sudoUser] = [userName(), await loginUid(), process.env['SUDO_USER']];
  return {
    command: commandLine(process.argv.slice(2)),
    user: {
      uid: process.geteuid?.() ?? 0,
      ...(name === undefined ? {} : { name }),
      ...(sudoUser ? { sudoUser } : {}),
      ...(login === undefined ? {} : { loginUid: login }),
    },
  };
}
