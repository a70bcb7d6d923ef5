import { batchLine } from '../words/index.ts';
import type { Instruction } from './instruction.ts';
import type { Step } from './order.ts';

/** Steps that are run together, and fail or succeed one after the other: never empty. */
export type Batch = readonly [Step, ...Step[]];

/** The line of a batch that an instruction is; undefined where it is none, or has a word that no line can say. */
export const lineOfBatch = (instruction: Instruction): string | undefined =>
  'args' in instruction ? batchLine(instruction.args) : undefined;

/** Neighbouring lines for `ip` or `bridge` become one process: a batch is what makes it fast (kernel-facts 3.5). */
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
