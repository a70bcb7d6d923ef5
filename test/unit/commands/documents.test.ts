import { expect, it } from 'vitest';
import { validateErrorDocument, validateValidation } from '../../../src/generated/validators.js';
import { inProcess } from '../../support/cli/in-process.ts';
import { NODES, plan } from '../../support/cli/plan.ts';

const HEAD = ['kind', 'version'];

const documentOf = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

it('an error document says what it is', async () => {
  const { stdout } = await inProcess(['validate', '/nonexistent', '-o', 'json']);
  const document = documentOf(stdout);
  expect(Object.keys(document).slice(0, 2)).toEqual(HEAD);
  expect(validateErrorDocument(document), stdout).toBe(true);
});

it('a verdict says what it is, and of what', async () => {
  const { stdout } = await inProcess(['validate', '-', '-o', 'json'], { input: '{"Network":"10.0.0.0/16"}' });
  const document = documentOf(stdout);
  expect(Object.keys(document).slice(0, 2)).toEqual(HEAD);
  expect(document).toMatchObject({ kind: 'Validation', documentKind: 'net-conf' });
  expect(validateValidation(document), stdout).toBe(true);
});

it('a plan has what was warned of, and can be read all the same', async () => {
  const files = {
    netConf: { Network: '10.244.0.0/16', Backend: { Type: 'host-gw' } },
    nodes: [{ ...NODES[0], vtepMAC: '02:00:00:00:00:0a' }],
  };
  const text = await plan(files);
  expect(text.stdout).not.toContain('warnings');
  const { stdout } = await plan(files, ['-o', 'json']);
  const document = documentOf(stdout);
  expect(Object.keys(document).slice(0, 2)).toEqual(HEAD);
  expect(document['warnings']).toMatchObject([{ severity: 'warning', location: { file: 'nodes.yaml' } }]);
  for (const input of [text.stdout, stdout, (await plan(files, ['-o', 'yaml'])).stdout]) {
    const read = await inProcess(['validate', '-'], { input });
    expect(read.stdout).toContain('<stdin>: valid subnet plan');
    expect(await plan({ ...files, previous: input })).toMatchObject({ exitCode: 0, stdout: text.stdout });
  }
});
