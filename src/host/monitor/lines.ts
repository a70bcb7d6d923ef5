import type { Readable } from 'node:stream';

/** Calls back with the lines that arrive together, without their ends. */
export function onLines(stream: Readable, take: (lines: readonly string[]) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) take(lines);
  });
}
