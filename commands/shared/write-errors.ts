import { writeSync } from 'node:fs';
import { causeOf, EXIT, Failure } from '../../src/errors/index.ts';
import { renderFailure } from '../../src/output/index.ts';

type Stream = typeof process.stdout | typeof process.stderr;

const STREAMS: readonly Stream[] = [process.stdout, process.stderr];

/** The first write error of each stream. */
const writeErrors = new Map<Stream, NodeJS.ErrnoException>();

/** Whether printing is all that the command does. If so, a write error makes the command fail. */
let onlyPrints = true;

/**
 * Declares that the command changes the host: its exit code then says how the host is, whatever happens to the output.
 */
export function declareHostChange(): void {
  onlyPrints = false;
}

/**
 * Lets the command continue when its output can't be written: because the reader has exited, the terminal is gone, or
 * the disk is full. oclif's own listener, which is added when a command is loaded, throws.
 */
export function tolerateWriteErrors(): void {
  for (const stream of STREAMS) {
    stream.removeAllListeners('error').on('error', (error) => {
      if (!writeErrors.has(stream)) writeErrors.set(stream, error);
    });
    if (isFile(stream)) stream._write = writeWhole(stream.fd);
  }
}

/** Whether Node treats the stream as a file (Node 20 to 24). */
const isFile = (stream: Stream): boolean => '_type' in stream && stream._type === 'fs';

/**
 * Writes all of a chunk to a file. Node's own `_write` for files (20 to 24) takes a partial write, as to a disk that is
 * nearly full, for a complete one.
 */
const writeWhole =
  (fd: number): Stream['_write'] =>
  (chunk: Uint8Array, _, done) => {
    try {
      for (let at = 0; at < chunk.length; ) at += writeSync(fd, chunk, at);
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  };

/** Whether the write error is no loss: `| head` has read enough, or the terminal is gone. */
const isUnwanted = ({ code }: NodeJS.ErrnoException): boolean =>
  code === 'EPIPE' || (code === 'EIO' && process.stdout.isTTY);

/** Reports on exit that the result could not be written. It is an error if printing was all that the command did. */
export function reportWriteError(): void {
  process.on('exit', () => {
    const error = writeErrors.get(process.stdout);
    if (error === undefined || isUnwanted(error)) return;
    process.stderr.write(`${renderFailure(writeFailure(error))}\n`);
    if (onlyPrints) process.exitCode ||= EXIT.unexpected;
  });
}

const writeFailure = (error: NodeJS.ErrnoException): Failure =>
  new Failure('unexpected', `cannot write the result to stdout: ${causeOf(error)}`, {
    hint: onlyPrints
      ? 'Run it again with its output somewhere else.'
      : 'The command went on without it, and its exit code says how the host is. To see that: flannelctl status',
  });
