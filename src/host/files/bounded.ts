import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { Failure } from '../../errors/index.ts';
import { limitOpenFiles } from '../concurrency.ts';
import type { DiskFile } from './disk.ts';

const MEGABYTE = 2 ** 20;

/** The limits of input from outside, in bytes. Every read has one of these. */
export const LIMITS = {
  /** Files named on the command line, and stdin. The kernel limits a text given as a flag to 128 KB. */
  document: 64 * MEGABYTE,
  /**
   * Files that this program wrote: the saved node, the journal, a lab's state. With 65,000 nodes they need half of it.
   */
  state: 256 * MEGABYTE,
  /** Files of the host and of /proc. An environment has at most 6 MB; a table of sockets has a line for each socket. */
  host: 64 * MEGABYTE,
  /** The output of one call of a tool. A million routes have about as much. */
  tool: 256 * MEGABYTE,
} as const;

export type Limit = keyof typeof LIMITS;

const tooLarge = (name: string, limit: number): Failure =>
  new Failure('invalidConfig', `${name} is larger than ${limit / MEGABYTE} MB, and is not read`, {
    hint: 'Check that it is the right file. What flannelctl reads has a few hundred bytes for each node.',
  });

/** Throws a Failure if the size is above the limit. */
export function refuseLarge(name: string, size: number, limit: Limit): void {
  if (size > LIMITS[limit]) throw tooLarge(name, LIMITS[limit]);
}

/** Collects chunks up to a limit. Beyond it throws a Failure with the name of their source. */
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
 * Reads a file up to a limit. If it is larger, throws a Failure without reading it; if it never ends, when the limit is
 * reached.
 */
export const readBounded = async (file: string, limit: Limit): Promise<string> =>
  limitOpenFiles(async () => {
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
  // stat(2) reports the size 0 for files of /proc.
  return collect(file, piecesOf(handle, Math.min(Math.max(size + 1, 4096), PIECE)), limit);
}
