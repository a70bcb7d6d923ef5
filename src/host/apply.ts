import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { causeOf } from '../errors/index.ts';
import type { Instruction, Step } from '../state/index.ts';
import { batchLine, flawOf, type Words } from '../words/index.ts';
import { changeFile, type FileSite } from './change-file.ts';
import { commandHead } from './command-text.ts';
import { markedBy } from './marked-processes.ts';
import { PROC_SYS } from './observe/sysctls.ts';
import { reasonIn, scriptRefusal, stoppedAt } from './refusal.ts';
import type { RunResult } from './run.ts';
import { runTool } from './tool.ts';

/** Steps that are run together, and fail or succeed one after the other: never empty. */
export type Batch = readonly [Step, ...Step[]];

/** Where steps are carried out, and for whom. */
export type Site = FileSite;

/** A step that the host refused. Steps before it are done, steps after it are not. */
export class StepFailure extends Error {
  /** What was refused, without what was piped into it; of several lines of a batch the first and the last. */
  readonly command: string;

  constructor(among: Batch, reason: string, root: string) {
    super(reason);
    this.name = 'StepFailure';
    const [first, last] = [among[0], among.at(-1) ?? among[0]].map(({ instruction }) =>
      commandHead(instruction, root),
    );
    this.command = among.length === 1 ? `${first}` : `one of these ${among.length} lines, ${first} … ${last}`;
  }
}

/** The line of a batch that an instruction is; undefined where it is none, or has a word that no line can say. */
const lineOf = (instruction: Instruction): string | undefined =>
  'args' in instruction ? batchLine(instruction.args) : undefined;

/** Neighbouring lines for `ip` or `bridge` become one process: a batch is what makes it fast (kernel-facts 3.5). */
export function batchesOf(steps: readonly Step[]): Batch[] {
  const batches: [Step, ...Step[]][] = [];
  let tool: string | undefined;
  for (const step of steps) {
    const { instruction } = step;
    const isLine = lineOf(instruction) !== undefined;
    if (isLine && tool === instruction.tool) batches.at(-1)?.push(step);
    else batches.push([step]);
    tool = isLine ? instruction.tool : undefined;
  }
  return batches;
}

/** Runs a batch; a StepFailure names the step at which it stopped. */
export async function applyBatch(batch: Batch, site: Site): Promise<void> {
  const lines = batch.flatMap(({ instruction }) => lineOf(instruction) ?? []);
  if (lines.length === batch.length) await applyLines(batch, lines, site);
  else await applyOne(batch[0], site);
}

/** `ip -batch` stops at its first failing line. Never `-force`. */
async function applyLines(batch: Batch, lines: readonly string[], site: Site): Promise<void> {
  const { tool } = batch[0].instruction;
  const { exitCode, stderr } = await feed([tool, '-batch', '-'], lines.join('\n'), site);
  if (exitCode === 0) return;
  const { among, reason } = stoppedAt(batch, stderr);
  throw new StepFailure(among, reason, site.root);
}

const feed = async (command: readonly string[], input: string, { transaction }: Site): Promise<RunResult> =>
  runTool(command, { input: `${input}\n`, mutates: true, env: markedBy(transaction) });

/** One command of `ip` or `bridge` as a process of its own: every word can be said in `argv`, but for those with a flaw. */
async function performAlone(tool: string, args: Words, { transaction }: Site): Promise<string | undefined> {
  const flaw = args.flatMap((word) => flawOf(word) ?? [])[0];
  if (flaw !== undefined) return `it has ${flaw}, and was not run`;
  const { exitCode, stderr } = await runTool([tool, ...args], { mutates: true, env: markedBy(transaction) });
  return exitCode === 0 ? undefined : reasonIn(stderr);
}

async function applyOne(step: Step, site: Site): Promise<void> {
  const refusal = await perform(step.instruction, site).catch(causeOf);
  if (refusal !== undefined) throw new StepFailure([step], refusal, site.root);
}

/** Does one instruction; why it was refused, if it was by a process. */
async function perform(instruction: Instruction, site: Site): Promise<string | undefined> {
  if ('args' in instruction) return performAlone(instruction.tool, instruction.args, site);
  if ('script' in instruction) {
    const { tool, script } = instruction;
    const command = tool === 'nft' ? [tool, '-f', '-'] : [tool, '--noflush', '--wait'];
    const { exitCode, stderr } = await feed(command, script, site);
    return exitCode === 0 ? undefined : scriptRefusal(script, stderr);
  }
  if (instruction.tool === 'sysctl')
    await writeFile(path.join(PROC_SYS, instruction.path), instruction.value);
  else if ('path' in instruction) await changeFile(instruction, site);
  return undefined;
}
