import { runTool } from '../host/index.ts';
import type { Transaction } from './transaction.ts';

/**
 * Makes again what others lost with links of ours, where it is gone, in the order it was found.
 * @returns what could not be made again, as `ip` writes it
 */
export async function restoreVictims({ victims }: Transaction): Promise<string[]> {
  const lost: string[] = [];
  for (const { show, restore } of victims) {
    const isThere = restore !== undefined && (await restored(restore));
    if (!isThere) lost.push(show);
  }
  return lost;
}

/** `add` refuses what is there already: then nothing was lost. */
async function restored(line: string): Promise<boolean> {
  const { exitCode, stderr } = await runTool(['ip', ...line.split(' ')], { mutates: true });
  return exitCode === 0 || stderr.includes('File exists');
}
