const UNITS = { s: 1, m: 60 } as const;
const LONGEST_SECONDS = 24 * 60 * 60;

/** How a duration is to be written. */
export const DURATION_WORDS = 'seconds or minutes, such as 90, 90s or 2m, of a day at most';

/** The seconds of `90`, `90s`, `2m` or `0`; undefined for anything else and for more than a day. */
export function secondsOf(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,6})([sm]?)$/.exec(text) ?? [];
  const seconds = Number(number) * UNITS[unit === 'm' ? 'm' : 's'];
  return seconds <= LONGEST_SECONDS ? seconds : undefined;
}
