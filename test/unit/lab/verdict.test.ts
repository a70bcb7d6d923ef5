import { describe, expect, test } from 'vitest';
import type { LabReport } from '../../../src/lab/index.ts';
import { type DialSource, judge, sumUp, type TestedPath } from '../../../src/lab/report/verdict.ts';
import { parseAddress } from '../../../src/net/index.ts';
import { pictureText } from '../../../src/output/lab/picture.ts';
import { isUnicode, type Style } from '../../../src/output/lab/style.ts';
import { testText } from '../../../src/output/lab/verdict.ts';

const plain: Style = { unicode: true, good: (text) => text, bad: (text) => text };
const ascii: Style = { ...plain, unicode: false };
const marked: Style = { unicode: false, good: (text) => `+${text}+`, bad: (text) => `!${text}!` };

const ipv4 = (text: string) =>
  ({ family: 'ipv4', address: parseAddress(text) ?? expect.fail(text) }) as const;
const ipv6 = (text: string) =>
  ({ family: 'ipv6', address: parseAddress(text) ?? expect.fail(text) }) as const;
const pod = <T>(name: string, where: T) => ({ name, kind: 'pod', ...where }) as const;

const a = pod('n1-p1', ipv4('10.244.1.2'));
const b = pod('n2-p1', ipv4('10.244.2.2'));
const node: DialSource = { name: 'n1', kind: 'node' };

describe('a path', () => {
  test.each([
    ['between pods is good if the source address is kept', a, { seen: '10.244.1.2', ms: 1 }, true],
    ['between pods is bad if the source address is changed', a, { seen: '10.244.1.0', ms: 1 }, false],
    ['between pods is bad if it leads nowhere', a, { error: 'ETIMEDOUT' }, false],
    ['from a node is good whatever address is seen', node, { seen: '10.244.1.0', ms: 1 }, true],
    ['from a node is bad if it leads nowhere', node, { error: 'ENETUNREACH' }, false],
  ])('%s', (_, from, dialled, ok) => {
    expect(judge(from, b, dialled).ok).toBe(ok);
  });
});

test('the sums count each rule by itself: a path without its source address is still reached', () => {
  const paths = [
    judge(a, b, { seen: '10.244.1.0' }),
    judge(b, a, { error: 'ETIMEDOUT' }),
    judge(node, a, { seen: '10.244.1.1' }),
  ];
  const sums = {
    podToPod: { ok: 1, total: 2 },
    nodeToPod: { ok: 1, total: 1 },
    sourceKept: { ok: 0, total: 2 },
  };
  expect(sumUp('lab', ['ipv4'], paths)).toMatchObject({ ok: false, ...sums });
});

describe('as text', () => {
  const paths = [
    judge(a, b, { seen: '10.244.1.0' }),
    judge(b, a, { error: 'ETIMEDOUT' }),
    judge(node, a, { seen: '10.244.1.1' }),
    judge(node, b, { error: 'STALLED' }),
  ];

  test('a test is a matrix, the rules, and the paths that fail with the reason', () => {
    expect(testText(sumUp('lab', ['ipv4'], paths), plain)).toBe(
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
        "n1 → n2-p1 10.244.2.2: connected, and small packets get through, but full packets don't (MTU?)",
      ].join('\n'),
    );
  });

  test('it is the same in ASCII', () => {
    const text = testText(sumUp('lab', ['ipv4'], paths), ascii);
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expect(text).toMatch(/^n1-p1 +\. +!=$/m);
    expect(text).toMatch(/^n1 +ok +--$/m);
  });

  test('good and bad are told apart cell by cell', () => {
    expect(testText(sumUp('lab', ['ipv4'], paths), marked)).toMatch(/^n1 +\+ *ok *\+ +! *-- *!$/m);
  });

  test('with too many pods for a column each, a column is a node and a cell a count', () => {
    const pods = [1, 2, 3].flatMap((n) => [1, 2, 3, 4, 5, 6].map((p) => `n${n}-p${p}`));
    const all = pods.flatMap((from) =>
      pods
        .filter((to) => to !== from)
        .map((to): TestedPath => ({ from, to, kind: 'podToPod', family: 'ipv4', ok: to !== 'n2-p3' })),
    );
    const text = testText(sumUp('lab', ['ipv4'], all), plain);
    expect(text).toMatch(/^from \\ to +n1 +n2 +n3$/m);
    expect(text).toMatch(/^n1-p1 +5\/5 +5\/6 +6\/6$/m);
    expect(text).toMatch(/^n2-p3 +6\/6 +5\/5 +6\/6$/m);
  });

  test('of many failures the first are written out and the rest counted', () => {
    const many = Array.from({ length: 25 }, (_, i) =>
      judge({ name: `n${i}`, kind: 'node' }, b, { error: 'X' }),
    );
    const text = testText(sumUp('lab', ['ipv4'], many), plain);
    expect(text).toContain('n19 → n2-p1 10.244.2.2: X\nand 5 more');
  });

  test('a test over two families has a matrix and sums for each, headed', () => {
    const [a6, b6] = [pod('n1-p1', ipv6('fd00:0:0:1::2')), pod('n2-p1', ipv6('fd00:0:0:2::2'))];
    const both = [
      judge(a, b, { seen: '10.244.1.2' }),
      judge(a6, b6, { error: 'STALLED' }),
      judge(b, a, { seen: '10.244.2.2' }),
      judge(b6, { name: 'n1-p1', family: 'ipv6' }, { error: 'it was given no IPv6 address' }),
    ];
    const document = sumUp('lab', ['ipv4', 'ipv6'], both);
    const all = { ok: 2, total: 4 };
    expect(document).toMatchObject({ ok: false, podToPod: all, sourceKept: all });
    expect(testText(document, plain)).toBe(
      [
        'IPv4',
        'from \\ to  n1-p1  n2-p1',
        'n1-p1        ·      ✔',
        'n2-p1        ✔      ·',
        '',
        'pod → pod            2/2',
        'node → pod           0/0',
        'source address kept  2/2',
        '',
        'IPv6',
        'from \\ to  n1-p1  n2-p1',
        'n1-p1        ·      ✘',
        'n2-p1        ✘      ·',
        '',
        'pod → pod            0/2',
        'node → pod           0/0',
        'source address kept  0/2',
        '',
        "n1-p1 → n2-p1 fd00:0:0:2::2: connected, and small packets get through, but full packets don't (MTU?)",
        'n2-p1 → n1-p1: it was given no IPv6 address',
      ].join('\n'),
    );
  });
});

describe('a lab is drawn', () => {
  const underlay = { bridge: 'br0', network: '192.168.77.0/24', gateway: '192.168.77.254' };
  const BASE = {
    kind: 'Lab' as const,
    name: 'lab',
    ok: false,
    complete: true,
    backend: { type: 'vxlan', directRouting: false },
    network: '10.244.0.0/16',
    underlays: [underlay],
    switch: { namespace: 'x' },
  } satisfies Omit<LabReport, 'nodes'>;
  const member = { namespace: 'x', root: '/', bridge: 'br0', pods: [] };
  const pods = [{ name: 'n1-p1', namespace: 'x', address: '10.244.1.2' }];
  const n1 = { ...member, name: 'n1', publicIP: '192.168.77.1', subnet: '10.244.1.0/24', pods };

  const drawing = (lab: LabReport): string[] => pictureText(lab, ascii).split('\n');

  test('with what each member has, and what is wrong with it', () => {
    const n2 = { ...member, name: 'n2', publicIP: '192.168.77.2', problem: 'gone' };
    expect(drawing({ ...BASE, nodes: [n1, n2] })).toEqual([
      'lab "lab": vxlan, 2 nodes in 192.168.77.0/24, 1 pod in 10.244.0.0/16',
      '',
      'switch       br0 192.168.77.254',
      '|- n1        eth0 192.168.77.1   subnet 10.244.1.0/24',
      '|  `- n1-p1  eth0 10.244.1.2',
      '`- n2        eth0 192.168.77.2   no subnet  gone',
    ]);
  });

  test('with the addresses and subnets of both families, in columns', () => {
    const nodes = [
      {
        ...n1,
        publicIPv6: 'fd77::1',
        ipv6Subnet: 'fd00:0:0:1::/64',
        pods: [{ ...pods[0], name: 'n1-p1', namespace: 'x', ipv6Address: 'fd00:0:0:1::2' }],
      },
    ];
    const underlays = [{ ...underlay, ipv6Network: 'fd77::/64', ipv6Gateway: 'fd77::254' }];
    expect(drawing({ ...BASE, ipv6Network: 'fd00::/56', underlays, nodes })).toEqual([
      'lab "lab": vxlan, 1 node in 192.168.77.0/24 fd77::/64, 1 pod in 10.244.0.0/16 fd00::/56',
      '',
      'switch       br0 192.168.77.254  fd77::254',
      '`- n1        eth0 192.168.77.1   fd77::1        subnet 10.244.1.0/24  fd00:0:0:1::/64',
      '   `- n1-p1  eth0 10.244.1.2     fd00:0:0:1::2',
    ]);
  });

  test('of IPv6 alone, on two underlays with a router between', () => {
    const underlays = ['fd77::', 'fd78::'].map((start, i) => ({
      bridge: `br${i}`,
      ipv6Network: `${start}/64`,
      ipv6Gateway: `${start}254`,
    }));
    const nodes = ['fd77::1', 'fd78::2', 'fd77::3'].map((publicIPv6, i) => ({
      ...member,
      name: `n${i + 1}`,
      bridge: `br${i % 2}`,
      publicIPv6,
      ipv6Subnet: `fd00:0:0:${i + 1}::/64`,
    }));
    const { network: _, ...base } = BASE;
    const backend = { type: 'vxlan', directRouting: true };
    expect(drawing({ ...base, backend, ipv6Network: 'fd00::/56', underlays, nodes })).toEqual([
      'lab "lab": vxlan with DirectRouting, 3 nodes in 2 underlays with a router between: fd77::/64, fd78::/64, 0 pods in fd00::/56',
      '',
      'switch',
      '|- br0    fd77::254',
      '|  |- n1  eth0 fd77::1  subnet fd00:0:0:1::/64',
      '|  `- n3  eth0 fd77::3  subnet fd00:0:0:3::/64',
      '`- br1    fd78::254',
      '   `- n2  eth0 fd78::2  subnet fd00:0:0:2::/64',
    ]);
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
