import type { Step } from '../state/index.ts';

/** Where in a batch a tool stopped: at one step, or it did not say at which of some. */
export interface Stopped {
  readonly among: readonly [Step, ...Step[]];
  readonly reason: string;
}

/** A word of the failing line that `ip` and `bridge` name (iproute2 6.1, lib/utils.c) where they end without its number. */
const NAMED = /(?:argument|rather than|or|device) "(.*?)"/s;

const hasWord = ({ instruction }: Step, word: string): boolean =>
  'args' in instruction && instruction.args.includes(word);

/**
 * Where `ip -batch` or `bridge -batch` stopped. What the kernel refuses is named by its line, `Command failed -:LINE`;
 * at an argument that it can't read the program ends at once, and the line is one of those that have the word it names.
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

/** What a tool said, in one line. */
export const reasonIn = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('Command failed'))
    .join('; ') || 'it gave no reason';

/** `/dev/stdin:5:8-11: Error: …` of nft 1.0.6; `line 5 failed` and `Error occurred at line: 5` of iptables-restore 1.8.9. */
const PLACES = [/^\/dev\/stdin:(\d+):[\d-]+: /m, /line:? (\d+)(?: failed|$)/m];

/** Of several errors the first, without what iptables-restore adds to each, and without nft's picture of the line. */
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

/** Why a script was refused, and the line of it at which that was. */
export function scriptRefusal(script: string, stderr: string): string {
  const error = firstError(stderr) || 'it gave no reason';
  const number = PLACES.map((place) => Number(place.exec(stderr)?.[1] ?? 0)).find((found) => found > 0);
  const line = number === undefined ? undefined : script.split('\n')[number - 1]?.trim();
  return line === undefined || line === '' ? error : `${error}, at line ${number}: ${line}`;
}
