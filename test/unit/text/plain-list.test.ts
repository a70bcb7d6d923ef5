import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPlainList } from '../../../src/text/source/plain-list.ts';
import { readAnyYaml } from '../../../src/text/source/yaml.ts';

/** Values that a list of nodes has, and texts that YAML takes for something else. */
const value = fc.oneof(
  fc.constantFrom(
    'n1',
    'node-1.example.com',
    '192.0.2.1',
    '10.0.1.0/24',
    'fd00::1',
    'fd00:1::/64',
    '12',
    '010',
  ),
  fc.constantFrom(
    '0a:00:00:00:00:01',
    '::1',
    'true',
    'null',
    '1e3',
    '1.5',
    '.5',
    '0x1f',
    '1:2',
    'a::',
    'e1',
    '-',
  ),
  fc.stringMatching(/^[0-9a-f.:/]{1,6}$/),
);
const key = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('name', 'publicIP', 'subnet', 'null', 'y') },
  { weight: 1, arbitrary: fc.constantFrom('True', 'NULL', 'Name', 'a'.repeat(1100)) },
);
const entry = fc.tuple(key, value).map((pair) => pair.join(': '));
const entries = fc.array(entry, { minLength: 1, maxLength: 3 });
const map = fc.oneof(
  entries.map((all) => `- { ${all.join(', ')} }`),
  entries.map((all) => `- ${all.join('\n  ')}`),
);

/** Lists, many of them with a character more, less or changed. */
const lists = fc
  .tuple(
    fc.array(map, { minLength: 1, maxLength: 4 }),
    fc.constantFrom('', '\n'),
    fc.nat(60),
    fc.constantFrom('', '', '', ' ', '\n', '#', ','),
    fc.nat(1),
  )
  .map(([maps, end, at, more, less]) => {
    const text = maps.join('\n') + end;
    return text.slice(0, at) + more + text.slice(at + (more === '' ? 0 : less));
  });

test('a list that is read by lines is the tree that the library makes of it', async () => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(lists, async (text) => {
      const list = readPlainList(text);
      if (list === undefined) return;
      read += 1;
      expect({ roots: [list], faults: [] }).toEqual(await readAnyYaml(text));
    }),
    { numRuns: 3000 },
  );
  expect(read).toBeGreaterThan(100);
});

test('anything else is left to the library', () => {
  for (const text of [
    '',
    '\n',
    'a: b',
    '- a',
    '- {}',
    '- { a: true }',
    '- a: 1 # why',
    '  a: b',
    '- { a: b }\n  c: d',
  ])
    expect(readPlainList(text), text).toBeUndefined();
});

test('the time for a long line grows with its length only', () => {
  const text = `- name: ${'.'.repeat(500_000)}`;
  const before = process.cpuUsage().user;
  expect(readPlainList(text)).toBeUndefined();
  expect(process.cpuUsage().user - before).toBeLessThan(2_000_000);
});
