import type { Instruction } from '../../../src/state/index.ts';
import { batchLine } from '../../../src/words/index.ts';

/** The line of a batch that an instruction for `ip` or `bridge` is; undefined if it is for another tool. */
export const instructionLine = (instruction: Instruction): string | undefined =>
  'args' in instruction ? batchLine(instruction.args) : undefined;
