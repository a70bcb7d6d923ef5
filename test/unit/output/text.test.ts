import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { desiredState } from '../../../src/backends/index.ts';
import { Failure } from '../../../src/errors/index.ts';
import {
  commandsText,
  errorDocument,
  renderDocument,
  renderFailure,
  renderProblems,
  table,
} from '../../../src/output/index.ts';
import { diff } from '../../../src/state/index.ts';
import { EXAMPLE } from '../../support/example-node.ts';
import { NONE_OURS } from '../../support/model/arbitraries.ts';

describe('a table', () => {
  it('has its columns aligned, and nothing after the last', () => {
    expect(
      table([
        ['PEER', 'PUBLIC IP', 'SUBNET'],
        ['n2', '192.168.1.2', '10.244.2.0/24'],
        ['node-with-a-name', '10.0.0.1', ''],
      ]),
    ).toBe(
      [
        'PEER              PUBLIC IP    SUBNET',
        'n2                192.168.1.2  10.244.2.0/24',
        'node-with-a-name  10.0.0.1',
      ].join('\n'),
    );
  });

  it('of no rows is empty', () => {
    expect(table([])).toBe('');
  });

  it('has every column begin at the same place in every row', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'b', '-', '1'), minLength: 1, maxLength: 12 });
    const rows = fc
      .integer({ min: 1, max: 5 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }));
    fc.assert(
      fc.property(rows, (cells) => {
        const lines = table(cells).split('\n');
        const starts = lines.map((line) => [...line.matchAll(/(?:^| {2})(?=\S)/g)].map(({ index }) => index));
        for (const start of starts) expect(start).toEqual(starts[0]);
        expect(lines.map((line) => line.split(/ +/))).toEqual(cells);
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});

const LOCATION = { file: 'net-conf.json', line: 3, column: 7 };

const PROBLEMS = [
  {
    severity: 'error',
    message: 'Network is not CIDR',
    location: LOCATION,
    excerpt: '3 |   "Network": "10.1"\n  |       ^',
    hint: 'Write one such as 10.244.0.0/16.',
  },
  { severity: 'warning', message: 'SubnetLen is left out' },
] as const;

describe('an error', () => {
  it('says the place, shows the line, and then what to do', () => {
    expect(renderProblems(PROBLEMS.slice(0, 1)).join('')).toBe(
      [
        'net-conf.json:3:7: error: Network is not CIDR',
        '    3 |   "Network": "10.1"',
        '      |       ^',
        '  → Write one such as 10.244.0.0/16.',
      ].join('\n'),
    );
    expect(renderProblems(PROBLEMS.slice(1, 2)).join('')).toBe('warning: SubnetLen is left out');
  });

  it('says a hint that several problems have once', () => {
    const texts = renderProblems([
      { severity: 'error', message: 'a', hint: 'Look.' },
      { severity: 'error', message: 'b', hint: 'Look.' },
      { severity: 'error', message: 'c', hint: 'Go.' },
    ]);
    expect(texts).toEqual(['error: a\n  → Look.', 'error: b', 'error: c\n  → Go.']);
    const failure = new Failure('invalidConfig', 'd', {
      problems: [{ severity: 'error', message: 'a', hint: 'Look.' }],
      hint: 'Look.',
    });
    expect(renderFailure(failure)).toBe('error: a\n  → Look.\nError: d');
  });

  it('has all its problems, and at the end what failed and what to do', () => {
    const failure = new Failure('invalidConfig', 'not a net-conf', { problems: PROBLEMS, hint: 'Mend it.' });
    expect(renderFailure(failure)).toBe(
      [...renderProblems(PROBLEMS), 'Error: not a net-conf', '  → Mend it.'].join('\n'),
    );
    expect(renderFailure(new Failure('usage', 'no such command'))).toBe('Error: no such command');
  });

  it('is a document with the name and number of its exit status', () => {
    const failure = new Failure('conflict', 'in the way', { problems: PROBLEMS, hint: 'Move it.' });
    expect(errorDocument(failure)).toEqual({
      kind: 'Error',
      error: { code: 'conflict', exitCode: 8, message: 'in the way', hint: 'Move it.', problems: PROBLEMS },
    });
    expect(errorDocument(new Failure('usage', 'x'))).not.toHaveProperty('error.hint');
  });
});

describe('a document', () => {
  it('has its keys in the order it was built in, as JSON and as YAML', async () => {
    const document = { z: 1, a: { list: [1, 2], b: 'x: y' } };
    expect(await renderDocument(document, 'json')).toBe(`${JSON.stringify(document, null, 2)}\n`);
    expect(await renderDocument(document, 'yaml')).toBe('z: 1\na:\n  list:\n    - 1\n    - 2\n  b: "x: y"\n');
  });

  it('repeats what occurs twice, rather than referring to it', async () => {
    const twice = { x: 1 };
    expect(await renderDocument({ a: twice, b: twice }, 'yaml')).toBe('a:\n  x: 1\nb:\n  x: 1\n');
  });
});

describe('commands', () => {
  it('are shown as they are run, in order, with the root before paths', async () => {
    const created = diff(desiredState(EXAMPLE), [], NONE_OURS);
    await expect(`${commandsText(created, '/srv/n1')}\n`).toMatchFileSnapshot(
      '../../golden/changes/create/commands.txt',
    );
    const gone = {
      changes: created.changes.flatMap((change) =>
        'to' in change ? [{ action: 'delete' as const, key: change.key, from: change.to }] : [],
      ),
      unchanged: 0,
    };
    await expect(`${commandsText(gone, '/')}\n`).toMatchFileSnapshot(
      '../../golden/changes/delete/commands.txt',
    );
  });
});
