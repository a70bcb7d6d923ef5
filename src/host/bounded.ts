import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { Failure } from '../errors/index.ts';
import type { DiskFile } from './disk.ts';
import { inTurn } from './in-turn.ts';

const MEGABYTE = 2 ** 20;

/** How much is read of what comes from outside, in bytes; all that is read is of one of these. */
export const LIMITS = {
  /** What a person names on the command line, and stdin. A text given as a flag is bounded by the kernel: 128 KB. */
  document: 64 * MEGABYTE,
  /** What this program wrote itself: its record, its journal, a lab's state. A network of 65,000 nodes makes half of it. */
  state: 256 * MEGABYTE,
  /** Files of the host, real ones and those of /proc: an environment has 6 MB at most, a table of sockets a line for each. */
  host: 64 * MEGABYTE,
  /** What one call of a tool prints: a million routes are about as much. */
  tool: 256 * MEGABYTE,
} as const;

export type Limit = keyof typeof LIMITS;

const tooLarge = (name: string, limit: number): Failure =>
  new Failure('invalidConfig', `${name} is larger than ${limit / MEGABYTE} MB, and is not read`, {
    hint: 'Check that it is the right file. What flannelctl reads has a few hundred bytes for each node.',
  });

/** Refuses what is larger than its limit. */
export function refuseLarge(name: string, size: number, limit: Limit): void {
  if (size > LIMITS[limit]) throw tooLarge(name, LIMITS[limit]);
}

/** Collects pieces up to a limit; beyond it a Failure with the name of where they come from. */
export async function collect(
  name: string,
  pieces: AsyncIterable<Uint8Array>,
  limit: Limit,
): Promise<string> {
  const kept: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    refuseLarge(name, size, limit);
    kept.push(piece);
  }
  return Buffer.concat(kept).toString('utf8');
}

const PIECE = MEGABYTE;

async function* piecesOf(handle: DiskFile, size: number): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { bytesRead, buffer } = await handle.read({ buffer: Buffer.allocUnsafe(size), position: null });
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

/**
 * The text of a file up to a limit: one that is larger is a Failure before it is read, one that never ends when the
 * limit is reached.
 */
export const readBounded = async (file: string, limit: Limit): Promise<string> =>
  inTurn(async () => {
    const handle = await open(file, constants.O_RDONLY);
    try {
      return await readOpen(handle, file, limit);
    } finally {
      await handle.close();
    }
  });

/** The same of a file that is open. */
export async function readOpen(handle: DiskFile, file: string, limit: Limit): Promise<string> {
  const { size } = await handle.stat();
  refuseLarge(file, size, limit);
  // Files of /proc have the size 0.
  return collect(file, piecesOf(handle, Math.min(Math.max(size + 1, 4096), PIECE)), limit);
}
