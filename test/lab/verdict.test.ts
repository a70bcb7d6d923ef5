import { describe, expect, test } from 'vitest';
import type { LabDocument } from '../../src/generated/types.d.ts';
import { judge, type Path, sumUp } from '../../src/lab/verdict.ts';
import { pictureText } from '../../src/output/lab/picture.ts';
import { isUnicode, type Style } from '../../src/output/lab/style.ts';
import { testText } from '../../src/output/lab/verdict.ts';

const plain: Style = { unicode: true, good: (text) => text, bad: (text) => text };
const ascii: Style = { ...plain, unicode: false };
const marked: Style = { unicode: false, good: (text) => `+${text}+`, bad: (text) => `!${text}!` };

const a = { name: 'n1-p1', address: '10.244.1.2' };
const b = { name: 'n2-p1', address: '10.244.2.2' };

describe('a path', () => {
  test.each([
    ['between pods is good if the source address is kept', a, { seen: '10.244.1.2', ms: 1 }, true],
    ['between pods is bad if the source address is changed', a, { seen: '10.244.1.0', ms: 1 }, false],
    ['between pods is bad if it leads nowhere', a, { error: 'ETIMEDOUT' }, false],
    ['from a node is good whatever address is seen', { name: 'n1' }, { seen: '10.244.1.0', ms: 1 }, true],
    ['from a node is bad if it leads nowhere', { name: 'n1' }, { error: 'ENETUNREACH' }, false],
  ])('%s', (_, from, dialled, ok) => {
    expect(judge(from, b, { target: b.name, ...dialled }).ok).toBe(ok);
  });
});

test('the sums count each rule by itself: a path without its source address is still reached', () => {
  const paths = [
    judge(a, b, { target: b.name, seen: '10.244.1.0' }),
    judge(b, a, { target: a.name, error: 'ETIMEDOUT' }),
    judge({ name: 'n1' }, a, { target: a.name, seen: '10.244.1.1' }),
  ];
  const sums = {
    podToPod: { ok: 1, total: 2 },
    nodeToPod: { ok: 1, total: 1 },
    sourceKept: { ok: 0, total: 2 },
  };
  expect(sumUp('lab', paths)).toMatchObject({ ok: false, ...sums });
});

describe('as text', () => {
  const paths = [
    judge(a, b, { target: b.name, seen: '10.244.1.0' }),
    judge(b, a, { target: a.name, error: 'ETIMEDOUT' }),
    judge({ name: 'n1' }, a, { target: a.name, seen: '10.244.1.1' }),
    judge({ name: 'n1' }, b, { target: b.name, error: 'STALLED' }),
  ];

  test('a test is a matrix, the rules, and the paths that fail with the reason', () => {
    expect(testText(sumUp('lab', paths), plain)).toBe(
      [
        'from \\ to  n1-p1  n2-p1',
        'n1-p1        ·      ≠',
        'n2-p1        ✘      ·',
        'n1           ✔      ✘',
        '',
        'pod → pod            1/2',
        'node → pod           1/2',
        'source address kept  0/2',
        '',
        'n1-p1 → n2-p1: seen as 10.244.1.0, but it has 10.244.1.2',
        'n2-p1 → n1-p1 10.244.1.2: no answer',
        "n1 → n2-p1 10.244.2.2: connected, but then no answer: full packets don't get through (MTU?)",
      ].join('\n'),
    );
  });

  test('it is the same in ASCII', () => {
    const text = testText(sumUp('lab', paths), ascii);
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expect(text).toMatch(/^n1-p1 +\. +!=$/m);
    expect(text).toMatch(/^n1 +ok +--$/m);
  });

  test('good and bad are told apart cell by cell', () => {
    expect(testText(sumUp('lab', paths), marked)).toMatch(/^n1 +\+ *ok *\+ +! *-- *!$/m);
  });

  test('with too many pods for a column each, a column is a node and a cell a count', () => {
    const pods = [1, 2, 3].flatMap((n) => [1, 2, 3, 4, 5, 6].map((p) => `n${n}-p${p}`));
    const all = pods.flatMap((from) =>
      pods
        .filter((to) => to !== from)
        .map((to): Path => ({ from, to, kind: 'podToPod', ok: to !== 'n2-p3' })),
    );
    const text = testText(sumUp('lab', all), plain);
    expect(text).toMatch(/^from \\ to +n1 +n2 +n3$/m);
    expect(text).toMatch(/^n1-p1 +5\/5 +5\/6 +6\/6$/m);
    expect(text).toMatch(/^n2-p3 +6\/6 +5\/5 +6\/6$/m);
  });

  test('of many failures the first are written out and the rest counted', () => {
    const many = Array.from({ length: 25 }, (_, i) =>
      judge({ name: `n${i}` }, b, { target: b.name, error: 'X' }),
    );
    const text = testText(sumUp('lab', many), plain);
    expect(text).toContain('n19 → n2-p1 10.244.2.2: X\nand 5 more');
  });

  test('a lab is drawn with what each member has, and what is wrong with it', () => {
    const pod = { name: 'n1-p1', namespace: 'x', address: '10.244.1.2' };
    const lab: LabDocument = {
      kind: 'Lab',
      name: 'lab',
      ok: false,
      complete: true,
      network: '10.244.0.0/16',
      underlay: '192.168.77.0/24',
      switch: { namespace: 'x', address: '192.168.77.254' },
      nodes: [
        {
          name: 'n1',
          namespace: 'x',
          root: '/',
          publicIP: '192.168.77.1',
          subnet: '10.244.1.0/24',
          pods: [pod],
        },
        { name: 'n2', namespace: 'x', root: '/', publicIP: '192.168.77.2', problem: 'gone', pods: [] },
      ],
    };
    expect(pictureText(lab, ascii)).toBe(
      [
        'lab "lab": 2 nodes in 192.168.77.0/24, 1 pod in 10.244.0.0/16',
        '',
        'switch       br0 192.168.77.254',
        '|- n1        eth0 192.168.77.1   subnet 10.244.1.0/24',
        '|  `- n1-p1  eth0 10.244.1.2',
        '`- n2        eth0 192.168.77.2   no subnet  gone',
      ].join('\n'),
    );
  });
});

test.each([
  [{ LANG: 'C.UTF-8' }, true],
  [{ LANG: 'en_US.utf8' }, true],
  [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, false],
  [{ LC_CTYPE: 'de_DE.UTF-8', LANG: 'C' }, true],
  [{}, false],
])('the locale %j has more than ASCII: %s', (env, expected) => {
  expect(isUnicode(env)).toBe(expected);
});
