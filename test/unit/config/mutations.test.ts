import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { DEFAULT_CNI_CONF } from '../../../src/config/index.ts';
import { isValid, validateDocument } from '../../../src/validate/index.ts';

const NET_CONF =
  '{\n  "Network": "10.244.0.0/16",\n  "SubnetLen": 25,\n  "Backend": { "Type": "vxlan", "VNI": 5 }\n}\n';
const PLAN =
  'kind: SubnetPlan\nnetConf:\n  Network: 10.244.0.0/16\n  Backend: { Type: vxlan }\nnodes:\n- name: a\n  publicIP: 1.2.3.4\n  subnet: 10.244.1.0/24\n';

let documents: [name: string, text: string][] = [];
beforeAll(async () => {
  const manifest = await readFile(
    path.join(import.meta.dirname, '../../fixtures/config/kube-flannel.yml'),
    'utf8',
  );
  const cni = JSON.stringify(DEFAULT_CNI_CONF, null, 2);
  documents = [
    ['net-conf.json', NET_CONF],
    ['cni-conf.json', cni],
    ['plan.yaml', PLAN],
    ['kube-flannel.yml', manifest],
    [
      'config-map.json',
      JSON.stringify({ kind: 'ConfigMap', data: { 'net-conf.json': NET_CONF, 'cni-conf.json': cni } }),
    ],
  ];
});

/** An edit somewhere in a text: so many characters out, this in. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  out: fc.nat(12),
  in: fc.oneof(
    fc.constantFrom(
      '',
      '"',
      '{',
      '}',
      '[',
      ',',
      ':',
      '\n',
      '\t',
      '- ',
      '0',
      '-1',
      'null',
      '\\',
      '&a ',
      '*a',
      '\r\n',
    ),
    fc.string({ maxLength: 4 }),
  ),
});

it('every document whatever was done to it gives a verdict, and each problem a place in the file', async () => {
  expect(
    await Promise.all(documents.map(async ([name, text]) => isValid(await validateDocument(name, text)))),
  ).toEqual(documents.map(() => true));
  await fc.assert(
    fc.asyncProperty(fc.nat(4), fc.array(edit, { minLength: 1, maxLength: 4 }), async (which, edits) => {
      const [name, original] = documents[which] ?? expect.unreachable();
      const text = edits.reduce((before, change) => {
        const at = Math.floor(change.at * before.length);
        return before.slice(0, at) + change.in + before.slice(at + change.out);
      }, original);
      const { problems, explanations } = await validateDocument(name, text);
      const lines = text.split('\n');
      for (const { location } of problems) {
        expect(location?.file).toBe(name);
        expect(location?.line).toBeLessThanOrEqual(lines.length);
        expect(location?.column).toBeLessThanOrEqual((lines[(location?.line ?? 0) - 1] ?? '').length + 1);
      }
      if (problems.some(({ severity }) => severity === 'error')) expect(explanations).toEqual([]);
      else expect(explanations).not.toEqual([]);
    }),
    { numRuns: 1000 },
  );
});
