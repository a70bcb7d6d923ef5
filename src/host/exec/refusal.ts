import type { Step } from '../../state/index.ts';

/** The steps at which a tool stopped: one, or several if the tool did not say at which. */
export interface Stopped {
  readonly among: readonly [Step, ...Step[]];
  readonly reason: string;
}

/**
 * The word of the failing line that `ip` and `bridge` print (iproute2 6.1, lib/utils.c) if they exit without its
 * number.
 */
const NAMED = /(?:argument|rather than|or|device) "(.*?)"/s;

const hasWord = ({ instruction }: Step, word: string): boolean =>
  'args' in instruction && instruction.args.includes(word);

/**
 * The steps at which `ip -batch` or `bridge -batch` stopped. A line that the kernel refused is named by its number,
 * `Command failed -:LINE`. At an argument that it can't parse the program exits at once without a number; the line is
 * then one of those that contain the word in the message.
 */
export function stoppedAt(batch: readonly [Step, ...Step[]], stderr: string): Stopped {
  const reason = reasonIn(stderr);
  const line = Number(/^Command failed -:(\d+)$/m.exec(stderr)?.[1] ?? 0);
  const step = batch[line - 1];
  if (step !== undefined) return { among: [step], reason };
  const word = NAMED.exec(stderr)?.[1] ?? '';
  const [first, ...more] = batch.filter((one) => hasWord(one, word));
  return { among: first === undefined ? batch : [first, ...more], reason };
}

/** A tool's error in one line. */
export const reasonIn = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('Command failed'))
    .join('; ') || 'it gave no reason';

/**
 * Line numbers in errors: `/dev/stdin:5:8-11: Error: …` of nft 1.0.6; `line 5 failed` and `Error occurred at line: 5`
 * of iptables-restore 1.8.9.
 */
const PLACES = [/^\/dev\/stdin:(\d+):[\d-]+: /m, /line:? (\d+)(?: failed|$)/m];

/**
 * The first of several errors, without the text that iptables-restore adds to each, and without the line that nft
 * quotes.
 */
function firstError(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const error = (
    lines.find((line) => /error|fail|bad|can|does|invalid/i.test(line)) ??
    lines[0] ??
    ''
  ).trim();
  return error
    .replace(/^\/dev\/stdin:[\d:-]+ (?:Error: )?/, '')
    .replace(/^ip6?tables-restore(?: v\S+ \(\w+\))?: /, '')
    .replace(/^(?:ip6?tables-restore: )?line \d+ failed(?:: )?/, '');
}

/** The reason why a script was refused, and the refused line. */
export function scriptRefusal(script: string, stderr: string): string {
  const error = firstError(stderr) || 'it gave no reason';
  const number = PLACES.map((place) => Number(place.exec(stderr)?.[1] ?? 0)).find((found) => found > 0);
  const line = number === undefined ? undefined : script.split('\n')[number - 1]?.trim();
  return line === undefined || line === '' ? error : `${error}, at line ${number}: ${line}`;
}
