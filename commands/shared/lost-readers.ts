import { writeSync } from 'node:fs';
import { causeOf, EXIT, Failure } from '../../src/errors/index.ts';
import { renderFailure } from '../../src/output/index.ts';

type Stream = typeof process.stdout | typeof process.stderr;

const STREAMS: readonly Stream[] = [process.stdout, process.stderr];

/** What of the output could not be written, and why: the first reason for each stream. */
const lost = new Map<Stream, NodeJS.ErrnoException>();

/** Whether the command has nothing to do but to print: what it ends with is then whether it could. */
let isOnlyReport = true;

/** From now on how the command ends is how the host is, whatever becomes of the output. */
export function endAsHost(): void {
  isOnlyReport = false;
}

/**
 * Lets work go on when its output can't be written: whoever reads has stopped, the terminal is gone, the disk is full.
 * oclif's own listener, set when a command is loaded, throws.
 */
export function ignoreLostReaders(): void {
  for (const stream of STREAMS) {
    stream.removeAllListeners('error').on('error', (error) => {
      if (!lost.has(stream)) lost.set(stream, error);
    });
    if (isFile(stream)) stream._write = writeWhole(stream.fd);
  }
}

/** Whether Node writes to it as to a file (Node 20 to 24). */
const isFile = (stream: Stream): boolean => '_type' in stream && stream._type === 'fs';

/** As Node's own for files (20 to 24), which takes what was written in part, as to a disk that is nearly full, for written. */
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

/** Whether nobody wants the rest: `| head` has what it wanted, and a terminal that is gone shows nothing. */
const isUnwanted = ({ code }: NodeJS.ErrnoException): boolean =>
  code === 'EPIPE' || (code === 'EIO' && process.stdout.isTTY);

/** When the process ends, says on stderr that the result could not be written; that is an error where there was nothing else to do. */
export function reportLostResult(): void {
  process.on('exit', () => {
    const error = lost.get(process.stdout);
    if (error === undefined || isUnwanted(error)) return;
    process.stderr.write(`${renderFailure(lostResult(error))}\n`);
    if (isOnlyReport) process.exitCode ||= EXIT.unexpected;
  });
}

const lostResult = (error: NodeJS.ErrnoException): Failure =>
  new Failure('unexpected', `what was to be printed is lost: cannot write to stdout: ${causeOf(error)}`, {
    hint: isOnlyReport
      ? 'Run it again with its output somewhere else.'
      : 'It went on without: how the host is by now is what it ended with. See: flannelctl status',
  });
