import { printable } from '../../text/index.ts';

/** The levels of the log, the least important first. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** The forms of the log. */
export const LOG_FORMATS = ['text', 'json'] as const;

type Level = (typeof LOG_LEVELS)[number];

/** Values that programs look for, by name. */
type Fields = Readonly<Record<string, string | number | boolean>>;

/** Writes one line of the log. */
export type Log = (level: Level, message: string, fields?: Fields) => void;

export interface LogOptions {
  readonly format: (typeof LOG_FORMATS)[number];
  /** Lines of lower levels are left out. */
  readonly level: Level;
  /** Takes a line with its end. */
  readonly write: (line: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A value that a reader can split from the next: in quotes where it has spaces, quotes or `=`. */
const textValue = (value: string | number | boolean): string => {
  const text = printable(String(value));
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
};

function textLine(time: string, level: Level, message: string, fields: Fields): string {
  const pairs = Object.entries(fields).map(([name, value]) => `${name}=${textValue(value)}`);
  return `${[time, level.padEnd(5), printable(message), ...pairs].join(' ')}\n`;
}

/** A field can't take the place of one that each line has. */
const jsonLine = (time: string, level: Level, message: string, fields: Fields): string =>
  `${JSON.stringify({ ...fields, time, level, message })}\n`;

/**
 * A log of structured lines. As text: time, level, message, `key=value`. As JSON: one object a line with `time`,
 * `level`, `message` and the fields. Each is one line, whatever a message has from outside.
 */
export function makeLog({ format, level: lowest, write, now }: LogOptions): Log {
  const lineOf = format === 'json' ? jsonLine : textLine;
  const from = LOG_LEVELS.indexOf(lowest);
  return (level, message, fields = {}) => {
    if (LOG_LEVELS.indexOf(level) < from) return;
    write(lineOf(new Date(now()).toISOString(), level, message, fields));
  };
}
