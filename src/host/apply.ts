import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../errors/index.ts';
import type { Instruction, Step } from '../state/index.ts';
import { commandText } from './command-text.ts';
import { removeFile, removeIfEmpty, writeAtomically } from './files.ts';
import { PROC_SYS } from './observe/sysctls.ts';
import { run } from './run.ts';

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
function batchesOf(steps: readonly Step[]): Step[][] {
  const batches: Step[][] = [];
  for (const step of steps) {
    const last = batches.at(-1);
    const { instruction } = step;
    if (isLine(instruction) && last?.[0]?.instruction.tool === instruction.tool) last.push(step);
    else batches.push([step]);
  }
  return batches;
}

/** Runs the steps in order and stops at the first that fails. File paths get the root put before them. */
export async function apply(steps: readonly Step[], root: string): Promise<void> {
  for (const batch of batchesOf(steps)) {
    const [first] = batch;
    if (first === undefined) continue;
    if (isLine(first.instruction)) await applyLines(batch, first.instruction.tool, root);
    else await applyOne(first, root);
  }
}

/** `ip -batch` stops at its first failing line and names it: `Command failed -:LINE`. Never `-force`. */
async function applyLines(batch: readonly Step[], tool: string, root: string): Promise<void> {
  const lines = batch.map(({ instruction }) => ('line' in instruction ? instruction.line : ''));
  const { exitCode, stderr } = await feed([tool, '-batch', '-'], lines.join('\n'));
  if (exitCode === 0) return;
  const line = Number(/Command failed -:(\d+)/.exec(stderr)?.[1] ?? 1);
  const step = batch[line - 1] ?? batch[0];
  if (step !== undefined) throw new StepFailure(step, reasonIn(stderr), root);
}

const feed = async (command: readonly string[], input: string) =>
  run(command, { input: `${input}\n`, mutates: true });

const reasonIn = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('Command failed'))
    .join('; ') || 'it gave no reason';

async function applyOne(step: Step, root: string): Promise<void> {
  const refusal = await perform(step.instruction, root).catch(messageOf);
  if (refusal !== undefined) throw new StepFailure(step, refusal, root);
}

/** Does one instruction; why it was refused, if it was by a process. */
async function perform(instruction: Instruction, root: string): Promise<string | undefined> {
  if ('script' in instruction) {
    const { tool, script } = instruction;
    const { exitCode, stderr } = await feed(
      tool === 'nft' ? [tool, '-f', '-'] : [tool, '--noflush', '--wait'],
      script,
    );
    return exitCode === 0 ? undefined : reasonIn(stderr);
  }
  if (instruction.tool === 'sysctl')
    await writeFile(path.join(PROC_SYS, instruction.path), instruction.value);
  else if ('path' in instruction) await changeFile(instruction, path.join(root, instruction.path));
  return undefined;
}

async function changeFile(instruction: Instruction & { readonly path: string }, file: string): Promise<void> {
  if (instruction.tool === 'write') await writeAtomically(file, instruction.content, instruction.mode);
  if (instruction.tool === 'mkdir') await mkdir(file, { mode: instruction.mode });
  if (instruction.tool === 'unlink') await removeFile(file);
  if (instruction.tool === 'rmdir') await removeIfEmpty(file);
}
