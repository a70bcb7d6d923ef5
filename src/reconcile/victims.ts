import { readDependents, runTool } from '../host/index.ts';
import type { Transaction } from './transaction.ts';

type Victims = Transaction['victims'];

/**
 * Makes again what others lost with links of ours, in the order it was found, and looks whether it is there. What was
 * not lost is not touched.
 * @returns what is not there and could not be made again, as `ip` writes it
 */
export async function restoreVictims({ victims }: Pick<Transaction, 'victims'>): Promise<string[]> {
  const lost = await missing(victims);
  for (const { restore } of lost)
    if (restore !== undefined) await runTool(['ip', ...restore.split(' ')], { mutates: true });
  return (await missing(lost)).map(({ show }) => show);
}

async function missing(victims: Victims): Promise<Victims> {
  if (victims.length === 0) return [];
  const there = new Set((await readDependents()).map(({ show }) => show));
  return victims.filter(({ show }) => !there.has(show));
}
