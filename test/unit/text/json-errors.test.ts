import { expect, test } from 'vitest';
import { parseDocuments, parseSource } from '../../../src/text/index.ts';

test.each(['{"a": 1,, "b": 2}', '{"a" 1}', '{"a": True}', '{"a": 01}', '{"a": 1'])(
  '%s has no tree: it is not certain what is meant',
  async (text) => {
    const { root, problems } = await parseSource('f', text, 'json');
    expect(problems).toHaveLength(1);
    expect(root).toBeUndefined();
  },
);

test.each(['{"a": 1,}', '{"a": 1} // x', '{"a": 1 "b": 2}'])(
  '%s has a tree: what is meant is certain',
  async (text) => {
    const { root, problems } = await parseSource('f', text, 'json');
    expect(problems).toHaveLength(1);
    expect(root).toMatchObject({ kind: 'object' });
  },
);

test('documents one after another are several in JSON, and an error in YAML', async () => {
  const text = '{"a": 1}\n{"b": 2}\n';
  const json = await parseDocuments('f.json', text);
  expect([json.format, json.roots.length, json.problems]).toEqual(['json', 2, []]);
  const yaml = await parseDocuments('f.yaml', text);
  expect(yaml.format).toBe('yaml');
  expect(yaml.problems).not.toEqual([]);
});
