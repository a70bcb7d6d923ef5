import * as Flags from '@oclif/core/flags';
import { DEFAULT_LAB } from '../../src/lab/index.ts';

/** The flag that says which lab a command is for. */
export const labFlag = {
  name: Flags.string({
    helpValue: 'NAME',
    default: DEFAULT_LAB,
    summary: "The lab's name, where there are several.",
  }),
};
