import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../../../src/stores/kubernetes/nodes/lines.ts';

async function linesIn(...chunks: readonly Buffer[]): Promise<readonly (readonly string[])[]> {
  const groups: (readonly string[])[] = [];
  for await (const group of linesOf(Readable.from(chunks))) groups.push(group);
  return groups;
}

describe('lines of a stream', () => {
  it('are whole, wherever it is cut', async () => {
    const bytes = Buffer.from('{"a":"ü€😀"}\n{"b":1}\n');
    const single = [...bytes].map((byte) => Buffer.from([byte]));
    expect(await linesIn(...single)).toEqual([['{"a":"ü€😀"}'], ['{"b":1}']]);
    for (let at = 1; at < bytes.length; at += 1) {
      const groups = await linesIn(bytes.subarray(0, at), bytes.subarray(at));
      expect(groups.flat()).toEqual(['{"a":"ü€😀"}', '{"b":1}']);
    }
  });

  it('come together when they arrive together', async () => {
    expect(await linesIn(Buffer.from('a\nb\n\nc'), Buffer.from('d\ne'))).toEqual([['a', 'b'], ['cd']]);
  });

  it('may not be endless', async () => {
    const chunk = Buffer.alloc(2 ** 20, 'x');
    await expect(linesIn(...Array.from({ length: 17 }, () => chunk))).rejects.toThrow(RangeError);
  });
});
