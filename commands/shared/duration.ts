import { CLIError } from '@oclif/core/errors';
import * as Flags from '@oclif/core/flags';
import { DURATION_WORDS, secondsOf } from '../../src/text/index.ts';

/** A flag with a duration; its value is in seconds. */
export const duration = Flags.custom<number>({
  helpValue: 'TIME',
  parse: async (text) => {
    const seconds = secondsOf(text);
    if (seconds === undefined) throw new CLIError(`Expected ${DURATION_WORDS}, but received: ${text}`);
    return seconds;
  },
});
