import { execa } from 'execa';
import { commandIn, type Host } from '../host/netns.ts';

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * Runs flannelctl in a host on a terminal of its own, and types the answer when the question is asked.
 * Gives all that the terminal showed.
 */
export async function onTerminal(
  host: Host,
  args: readonly string[],
  question: string,
  answer: string,
): Promise<{ readonly exitCode: number; readonly shown: string }> {
  const command = commandIn(host.netns, args).map(quoted).join(' ');
  const child = execa('script', ['-qec', command, '/dev/null'], {
    reject: false,
    env: { FLANNELCTL_ROOT: host.root, TERM: 'xterm' },
    timeout: 120_000,
  });
  let shown = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const asked = shown.includes(question);
    shown += chunk.toString('utf8');
    if (!asked && shown.includes(question)) child.stdin.write(answer);
  });
  const { exitCode } = await child;
  return { exitCode: exitCode ?? -1, shown };
}
