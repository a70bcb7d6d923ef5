import * as Flags from '@oclif/core/flags';
import { DEFAULT_LAB } from '../../src/lab/index.ts';
import { duration } from './duration.ts';

/** The flag that says which lab a command is for. */
export const labFlag = {
  name: Flags.string({
    helpValue: 'NAME',
    default: DEFAULT_LAB,
    summary: "The lab's name, where there are several.",
  }),
};

/** The flags of the commands that change a lab. */
export const labChangeFlags = {
  ...labFlag,
  'lock-timeout': duration({
    summary: 'How long to wait for another flannelctl that is changing this lab. [default: 0s]',
  }),
};
