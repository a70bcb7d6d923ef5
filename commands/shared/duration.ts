import { CLIError } from '@oclif/core/errors';
import * as Flags from '@oclif/core/flags';

const UNITS = { s: 1, m: 60 } as const;
const LONGEST_SECONDS = 24 * 60 * 60;

/** Parses `90`, `90s`, `2m` or `0` as seconds; anything else is a usage error. */
function secondsOf(text: string): number {
  const [, number, unit] = /^(\d{1,6})([sm]?)$/.exec(text) ?? [];
  const seconds = Number(number) * UNITS[unit === 'm' ? 'm' : 's'];
  if (seconds <= LONGEST_SECONDS) return seconds;
  throw new CLIError(
    `Expected seconds or minutes, such as 90, 90s or 2m, of a day at most, but received: ${text}`,
  );
}

/** A flag with a duration; its value is in seconds. */
export const duration = Flags.custom<number>({
  helpValue: 'TIME',
  parse: async (text) => secondsOf(text),
});
