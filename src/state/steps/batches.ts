import { batchLine } from '../../words/index.ts';
import type { Instruction } from '../base/instruction.ts';
import type { Step } from './order.ts';

/** Consecutive steps that one process runs. Never empty. */
export type Batch = readonly [Step, ...Step[]];

/** The batch line of an instruction; undefined if it is of another tool or has a word that no batch line can hold. */
export const lineOfBatch = (instruction: Instruction): string | undefined =>
  'args' in instruction ? batchLine(instruction.args) : undefined;

/** Consecutive lines for `ip` or `bridge` become one process, because a process per line is slow (kernel-facts 3.5). */
export function batchesOf(steps: readonly Step[]): Batch[] {
  const batches: [Step, ...Step[]][] = [];
  let tool: string | undefined;
  for (const step of steps) {
    const { instruction } = step;
    const isLine = lineOfBatch(instruction) !== undefined;
    if (isLine && tool === instruction.tool) batches.at(-1)?.push(step);
    else batches.push([step]);
    tool = isLine ? instruction.tool : undefined;
  }
  return batches;
}
