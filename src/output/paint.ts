import { Chalk, supportsColor, supportsColorStderr } from 'chalk';

const noColor = (process.env['NO_COLOR'] ?? '') !== '';

/** Colour for stdout and for stderr, each only where its stream is a terminal that has it, and never with NO_COLOR. */
export const paint = new Chalk({ level: noColor || !supportsColor ? 0 : supportsColor.level });
export const paintError = new Chalk({
  level: noColor || !supportsColorStderr ? 0 : supportsColorStderr.level,
});
