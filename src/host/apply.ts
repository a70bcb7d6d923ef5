import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { causeOf } from '../errors/index.ts';
import type { Instruction, Step } from '../state/index.ts';
import { changeFile, type FileSite } from './change-file.ts';
import { commandText } from './command-text.ts';
import { markedBy } from './marked-processes.ts';
import { PROC_SYS } from './observe/sysctls.ts';
import type { RunResult } from './run.ts';
import { runTool } from './tool.ts';

/** Steps that are run together, and fail or succeed one after the other: never empty. */
export type Batch = readonly [Step, ...Step[]];

/** Where steps are carried out, and for whom. */
export type Site = FileSite;

/** A step that the host refused. Steps before it are done, steps after it are not. */
export class StepFailure extends Error {
  readonly command: string;

  constructor({ instruction }: Step, reason: string, root: string) {
    super(reason);
    this.name = 'StepFailure';
    this.command = commandText(instruction, root);
  }
}

const isLine = ({ tool }: Instruction): boolean => tool === 'ip' || tool === 'bridge';

/** Neighbouring lines for `ip` or `bridge` become one process: a batch is what makes it fast (kernel-facts 3.5). */
export function batchesOf(steps: readonly Step[]): Batch[] {
  const batches: [Step, ...Step[]][] = [];
  for (const step of steps) {
    const last = batches.at(-1);
    const { instruction } = step;
    if (isLine(instruction) && last?.[0].instruction.tool === instruction.tool) last.push(step);
    else batches.push([step]);
  }
  return batches;
}

/** Runs a batch; a StepFailure names the step at which it stopped. */
export async function applyBatch(batch: Batch, site: Site): Promise<void> {
  const [first] = batch;
  if (isLine(first.instruction)) await applyLines(batch, first.instruction.tool, site);
  else await applyOne(first, site);
}

/** `ip -batch` stops at its first failing line and names it: `Command failed -:LINE`. Never `-force`. */
async function applyLines(batch: Batch, tool: string, site: Site): Promise<void> {
  const lines = batch.map(({ instruction }) => ('line' in instruction ? instruction.line : ''));
  const { exitCode, stderr } = await feed([tool, '-batch', '-'], lines.join('\n'), site);
  if (exitCode === 0) return;
  const line = Number(/Command failed -:(\d+)/.exec(stderr)?.[1] ?? 1);
  throw new StepFailure(batch[line - 1] ?? batch[0], reasonIn(stderr), site.root);
}

const feed = async (command: readonly string[], input: string, { transaction }: Site): Promise<RunResult> =>
  runTool(command, { input: `${input}\n`, mutates: true, env: markedBy(transaction) });

const reasonIn = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('Command failed'))
    .join('; ') || 'it gave no reason';

async function applyOne(step: Step, site: Site): Promise<void> {
  const refusal = await perform(step.instruction, site).catch(causeOf);
  if (refusal !== undefined) throw new StepFailure(step, refusal, site.root);
}

/** Does one instruction; why it was refused, if it was by a process. */
async function perform(instruction: Instruction, site: Site): Promise<string | undefined> {
  if ('script' in instruction) {
    const { tool, script } = instruction;
    const command = tool === 'nft' ? [tool, '-f', '-'] : [tool, '--noflush', '--wait'];
    const { exitCode, stderr } = await feed(command, script, site);
    return exitCode === 0 ? undefined : reasonIn(stderr);
  }
  if (instruction.tool === 'sysctl')
    await writeFile(path.join(PROC_SYS, instruction.path), instruction.value);
  else if ('path' in instruction) await changeFile(instruction, site);
  return undefined;
}
