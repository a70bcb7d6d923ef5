import { execa } from 'execa';
import { commandIn, type Host } from '../host/netns.ts';
import { until } from './running.ts';

/** A terminal with a flannelctl on it, or a shell that runs one. */
export interface Terminal {
  readonly shown: () => string;
  /** Waits until a text is shown. */
  readonly shows: (text: string) => Promise<void>;
  /** Types what a person would: `\r` for Enter, `\x03` for Ctrl-C. */
  readonly type: (text: string) => void;
  /** Closes the terminal, as a lost connection does: everybody in its session is sent SIGHUP. */
  readonly close: () => void;
  readonly ended: Promise<{ readonly exitCode: number }>;
}

export const ENTER = '\r';
export const CTRL_C = '\x03';

/** A word as a shell takes it. */
export const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * Opens a terminal of its own session and runs flannelctl in a host there, in place of the shell: dash (0.5.12) forks
 * even for a single command, and dies of Ctrl-C with 130 before it has the command's own status.
 * @param shell what a shell there is to run instead, given flannelctl's command line
 */
export function openTerminal(
  host: Host,
  args: readonly string[],
  via: readonly string[] = [],
  shell: (command: string) => string = (command) => `exec ${command}`,
): Terminal {
  const command = shell(commandIn(host.netns, args, via).map(quoted).join(' '));
  const child = execa('script', ['-qec', command, '/dev/null'], {
    reject: false,
    env: { FLANNELCTL_ROOT: host.root, TERM: 'xterm', SHELL: '/bin/sh' },
  });
  let shown = '';
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString('utf8');
  });
  return {
    shown: () => shown,
    shows: async (text) => {
      await until(`the terminal shows ${text}`, async () => shown.includes(text));
    },
    type: (text) => child.stdin.write(text),
    close: () => child.kill('SIGKILL'),
    ended: child.then(({ exitCode }) => ({ exitCode: exitCode ?? -1 })),
  };
}
