import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { causeOf } from '../errors/index.ts';
import type { NodeName } from '../net/index.ts';
import {
  type Batch,
  commandHead,
  type Instruction,
  isPeerObject,
  lineOfBatch,
  type Step,
} from '../state/index.ts';
import { flawOf, type Words } from '../words/index.ts';
import { markedBy } from './exec/marked-processes.ts';
import { reasonIn, scriptRefusal, stoppedAt } from './exec/refusal.ts';
import type { RunResult } from './exec/run.ts';
import { runTool } from './exec/tool.ts';
import { type ApplyContext, changeFile } from './files/change-file.ts';
import { PROC_SYS } from './observe/sysctls.ts';

/** A step that the host refused. The steps before it are done, those after it are not. */
export class StepFailure extends Error {
  /** The refused command, without its standard input; for several lines of a batch, the first and the last. */
  readonly command: string;
  /** The peer that the refused step is about, if it is known and about one. */
  readonly peer: NodeName | undefined;
  /** The key of the object that it is about, if it is known. */
  readonly object: string | undefined;

  constructor(among: Batch, reason: string, root: string) {
    super(reason);
    this.name = 'StepFailure';
    const [first, last] = [among[0], among.at(-1) ?? among[0]].map(({ instruction }) =>
      commandHead(instruction, root),
    );
    this.command = among.length === 1 ? `${first}` : `one of these ${among.length} lines, ${first} … ${last}`;
    this.peer = among.length === 1 ? peerOf(among[0]) : undefined;
    this.object = among.length === 1 ? among[0].change.key : undefined;
  }
}

function peerOf({ change }: Step): NodeName | undefined {
  const object = 'to' in change ? change.to : change.from;
  return isPeerObject(object) ? object.peer : undefined;
}

/** Applies a batch. A StepFailure has the step at which it stopped. */
export async function applyBatch(batch: Batch, context: ApplyContext): Promise<void> {
  const lines = batch.flatMap(({ instruction }) => lineOfBatch(instruction) ?? []);
  if (lines.length === batch.length) await applyLines(batch, lines, context);
  else await applyOne(batch[0], context);
}

/** Runs lines with `ip -batch`, which stops at its first failing line. Never `-force`. */
async function applyLines(batch: Batch, lines: readonly string[], context: ApplyContext): Promise<void> {
  const { tool } = batch[0].instruction;
  const { exitCode, stderr } = await feed([tool, '-batch', '-'], lines.join('\n'), context);
  if (exitCode === 0) return;
  const { among, reason } = stoppedAt(batch, stderr);
  throw new StepFailure(among, reason, context.root);
}

const feed = async (
  command: readonly string[],
  input: string,
  { transaction }: ApplyContext,
): Promise<RunResult> => runTool(command, { input: `${input}\n`, mutates: true, env: markedBy(transaction) });

/**
 * Runs one command of `ip` or `bridge` as a process of its own, because `argv` can hold words that a batch line can't.
 */
async function performAlone(
  tool: string,
  args: Words,
  { transaction }: ApplyContext,
): Promise<string | undefined> {
  const flaw = args.flatMap((word) => flawOf(word) ?? [])[0];
  if (flaw !== undefined) return `it has ${flaw}, and was not run`;
  const { exitCode, stderr } = await runTool([tool, ...args], { mutates: true, env: markedBy(transaction) });
  return exitCode === 0 ? undefined : reasonIn(stderr);
}

async function applyOne(step: Step, context: ApplyContext): Promise<void> {
  const refusal = await perform(step.instruction, context).catch(causeOf);
  if (refusal !== undefined) throw new StepFailure([step], refusal, context.root);
}

/** Executes one instruction; returns the error if a process refused it. */
async function perform(instruction: Instruction, context: ApplyContext): Promise<string | undefined> {
  if ('args' in instruction) return performAlone(instruction.tool, instruction.args, context);
  if ('script' in instruction) {
    const { tool, script } = instruction;
    const command = tool === 'nft' ? [tool, '-f', '-'] : [tool, '--noflush', '--wait'];
    const { exitCode, stderr } = await feed(command, script, context);
    return exitCode === 0 ? undefined : scriptRefusal(script, stderr);
  }
  if (instruction.tool === 'sysctl')
    await writeFile(path.join(PROC_SYS, instruction.path), instruction.value);
  else if ('path' in instruction) await changeFile(instruction, context);
  return undefined;
}
