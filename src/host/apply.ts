import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, messageOf } from '../errors/index.ts';
import type { Change, Instruction, Step } from '../state/index.ts';
import { writeAtomically } from './files.ts';
import { PROC_SYS } from './observe/sysctls.ts';
import { type RunResult, run } from './run.ts';

/** Steps that go to one process. */
interface Batch {
  readonly steps: readonly Step[];
}

/** A step that the host refused. Steps before it are done, steps after it are not. */
export class StepFailure extends Error {
  readonly change: Change;
  readonly command: string;

  constructor(step: Step, reason: string, root = '/') {
    super(reason);
    this.name = 'StepFailure';
    this.change = step.change;
    this.command = commandText(step.instruction, root);
  }
}

/** An instruction as a person would type it, with a root before the paths of files. */
export function commandText(instruction: Instruction, root: string): string {
  switch (instruction.tool) {
    case 'ip':
    case 'bridge':
      return `${instruction.tool} ${instruction.line}`;
    case 'nft':
      return `nft -f - <<'EOF'\n${instruction.script}\nEOF`;
    case 'iptables-restore':
    case 'ip6tables-restore':
      return `${instruction.tool} --noflush <<'EOF'\n${instruction.script}\nEOF`;
    case 'sysctl':
      return `sysctl -w ${instruction.path}=${instruction.value}`;
    case 'write':
      return `cat > ${path.join(root, instruction.path)} <<'EOF'\n${instruction.content.trimEnd()}\nEOF`;
    case 'mkdir':
      return `mkdir ${path.join(root, instruction.path)}`;
    case 'rmdir':
      return `rmdir ${path.join(root, instruction.path)}`;
    case 'unlink':
      return `rm ${path.join(root, instruction.path)}`;
  }
}

const isBatchable = ({ tool }: Instruction): boolean => tool === 'ip' || tool === 'bridge';

/** Neighbouring lines for `ip` or `bridge` become one process: a batch is what makes it fast (kernel-facts 3.5). */
function batchesOf(steps: readonly Step[]): Batch[] {
  const batches: Step[][] = [];
  for (const step of steps) {
    const last = batches.at(-1)?.[0]?.instruction;
    if (last !== undefined && last.tool === step.instruction.tool && isBatchable(last))
      batches.at(-1)?.push(step);
    else batches.push([step]);
  }
  return batches.map((batch) => ({ steps: batch }));
}

/** Runs the steps in order and stops at the first that fails. File paths get the root put before them. */
export async function apply(steps: readonly Step[], root: string): Promise<void> {
  for (const { steps: batch } of batchesOf(steps)) {
    const [first] = batch;
    if (first === undefined) continue;
    if (isBatchable(first.instruction)) await applyLines(batch, first.instruction.tool);
    else await applyOne(first, root);
  }
}

/** `ip -batch` stops at its first failing line and names it: `Command failed -:LINE`. Never `-force`. */
async function applyLines(batch: readonly Step[], tool: string): Promise<void> {
  const lines = batch.map(({ instruction }) => ('line' in instruction ? instruction.line : ''));
  const { exitCode, stderr } = await run([tool, '-batch', '-'], {
    input: `${lines.join('\n')}\n`,
    mutates: true,
  });
  if (exitCode === 0) return;
  const line = Number(/Command failed -:(\d+)/.exec(stderr)?.[1] ?? 1);
  const step = batch[line - 1] ?? batch[0];
  if (step !== undefined) throw new StepFailure(step, reasonIn(stderr));
}

const reasonIn = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('Command failed'))
    .join('; ') || 'it gave no reason';

async function applyOne(step: Step, root: string): Promise<void> {
  const { instruction } = step;
  try {
    const result = await perform(instruction, root);
    if (result !== undefined && result.exitCode !== 0) throw new StepFailure(step, reasonIn(result.stderr));
  } catch (error) {
    throw error instanceof StepFailure ? error : new StepFailure(step, messageOf(error), root);
  }
}

/** Does one instruction; the result of the process, if it was one. */
async function perform(instruction: Instruction, root: string): Promise<RunResult | undefined> {
  switch (instruction.tool) {
    case 'nft':
      return run(['nft', '-f', '-'], { input: `${instruction.script}\n`, mutates: true });
    case 'iptables-restore':
    case 'ip6tables-restore':
      return run([instruction.tool, '--noflush', '--wait'], {
        input: `${instruction.script}\n`,
        mutates: true,
      });
    case 'sysctl':
      await writeFile(path.join(PROC_SYS, instruction.path), instruction.value);
      return undefined;
    case 'ip':
    case 'bridge':
      return run([instruction.tool, ...instruction.line.split(' ')], { mutates: true });
    default:
      await changeFile(instruction, path.join(root, instruction.path));
      return undefined;
  }
}

async function changeFile(instruction: Instruction, file: string): Promise<void> {
  if (instruction.tool === 'write') await writeAtomically(file, instruction.content, instruction.mode);
  if (instruction.tool === 'mkdir') await mkdir(file, { mode: instruction.mode });
  if (instruction.tool === 'unlink') await rm(file, { force: true });
  if (instruction.tool === 'rmdir') await removeIfEmpty(file);
}

/** A folder that somebody else put something into in the meantime stays. */
async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'ENOENT', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
  }
}
