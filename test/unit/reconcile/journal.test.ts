import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/errors/index.ts';
import type { Address, LinkName } from '../../../src/net/index.ts';
import { beginJournal } from '../../../src/reconcile/journal/journal.ts';
import { beginLine, parseJournal, readRecords } from '../../../src/reconcile/journal/journal-text.ts';
import { makeStateFolder } from '../../../src/reconcile/journal/saved-versions.ts';
import { type TextVersion, textOfVersion, versionOf } from '../../../src/reconcile/journal/text-version.ts';
import type { Transaction } from '../../../src/reconcile/journal/transaction.ts';
import { type ForeignObject, type HostObject, keyOf } from '../../../src/state/index.ts';
import { whatToolsSee } from '../../support/host/journal-seen.ts';
import { freshHost } from '../../support/host/netns.ts';
import { initArgs } from '../../support/host/node.ts';
import { memoryHost } from '../../support/memory-host/host.ts';
import { newMachine } from '../../support/memory-host/machine.ts';
import { powerFor } from '../../support/memory-host/power.ts';
import { diskLines } from '../../support/memory-host/snapshot.ts';
import { states } from '../../support/model/arbitraries.ts';

const TRANSACTION: Transaction = {
  id: '4f9c1a',
  command: 'flannelctl join',
  pid: 7,
  since: '2026-01-01T00:00:00.000Z',
  boot: 'a',
  namespace: 'net:[1]',
  before: [],
  desired: [{ kind: 'sysctl', path: 'net/ipv4/ip_forward', value: '1' }],
  linkedAfter: [],
  touched: [],
  collateral: [],
  recorded: { paths: [], chains: [] },
  read: { sysctls: [], paths: [] },
  versions: { file: '/var/lib/flannelctl/node.json', before: null, after: null, folders: [] },
};

/** One of each kind, with all that it can have. */
const OBJECTS = [
  { kind: 'sysctl', path: 'net/ipv6/conf/flannel.1/accept_ra', value: '0', dev: 'flannel.1' },
  {
    kind: 'link',
    name: 'flannel.1',
    spec: {
      type: 'vxlan',
      vni: 1,
      local: '192.168.1.1',
      dev: 'eth0',
      port: 8472,
      learning: false,
      gbp: false,
    },
    mac: '0e:2a:00:00:00:01',
    mtu: 1450,
    txqlen: 0,
    group: 17_996,
    alias: '',
    up: true,
  },
  { kind: 'address', dev: 'cni0', address: 'fd00::1/64' },
  { kind: 'basechain', family: 'ip', table: 'nat', chain: 'POSTROUTING', busy: false },
  {
    kind: 'ruleset',
    engine: 'nft',
    family: 'ip',
    table: 'flannelctl',
    chains: [
      {
        name: 'postrtg',
        hook: 'postrouting',
        hooked: true,
        rules: [
          { source: { prefix: '10.244.0.0/16', negated: true }, verdict: 'masquerade', fullyRandom: false },
        ],
      },
    ],
  },
  { kind: 'neighbor', dev: 'flannel.1', dst: '10.244.2.0', lladdr: '0e:2a:00:00:00:02', protocol: 140 },
  { kind: 'fdb', dev: 'flannel.1', mac: '0e:2a:00:00:00:02', dst: '192.168.1.2', peer: 'n2' },
  { kind: 'nexthop', id: 5, via: '10.244.2.0', dev: 'flannel.1', onlink: true, protocol: 140 },
  { kind: 'route', dst: '10.244.2.0/24', nhid: 5, via: '10.244.2.0', dev: 'flannel.1', protocol: 140 },
  { kind: 'file', path: '/run/flannel/subnet.env', type: 'file', mode: 0o644, content: 'A=1', ready: true },
] as unknown as HostObject[];

const FOREIGN = [
  { kind: 'port', name: 'flannel.1', master: 'br0' },
  {
    kind: 'link',
    name: 'mv0',
    lower: 'flannel.1',
    type: 'macvlan',
    details: ['mode', 'bridge'],
    mtu: 1,
    mac: '',
    up: true,
  },
  { kind: 'address', dev: 'mv0', address: '10.1.1.1/24', words: ['10.1.1.1/24', 'scope', '0'] },
  { kind: 'proxy', dst: '10.1.1.1', dev: 'flannel.1', protocol: '4' },
  { kind: 'nexthop', words: ['id', '5', 'via', '10.1.1.1'] },
  { kind: 'route', family: 4, words: ['10.9.0.0/16', 'dev', 'flannel.1'] },
] as unknown as ForeignObject[];

const FULL: Transaction = {
  ...TRANSACTION,
  before: OBJECTS,
  desired: OBJECTS,
  touched: ['link flannel.1'],
  collateral: FOREIGN,
  recorded: { paths: ['/run/flannel'], chains: ['basechain ip nat'] },
  read: { sysctls: ['net/ipv4/ip_forward'], paths: ['/run/flannel'] },
};

/** The journal of an init that is about to end. */
async function realJournal(): Promise<string> {
  const seen = await whatToolsSee(await freshHost(), [...initArgs(), '--yes']);
  return seen.at(-1)?.journal ?? '';
}

const read = async (text: string) => readRecords('journal', text);

const refused = async (text: string): Promise<void> =>
  expect(read(text), text).rejects.toMatchObject({ name: Failure.name, exit: 'invalidConfig' });

describe('a journal that was cut off', () => {
  test('at any byte is no error, and says nothing that was not written', async () => {
    const text = await realJournal();
    const records = parseJournal(text);
    expect(records.length).toBeGreaterThan(10);
    const bytes = Buffer.from(text);
    const ends = records.map(
      (_, i) =>
        text
          .split('\n')
          .slice(0, i + 1)
          .join('\n').length,
    );
    for (let length = 0; length <= bytes.length; length += 1) {
      const cut = bytes.toString('utf8', 0, length);
      const whole = ends.filter((end) => end <= cut.length).length;
      expect(await read(cut)).toHaveLength(whole);
    }
    expect((await read(text)).slice(1)).toEqual(records.slice(1));
  });

  test('and written to again does not hide what came after', async () => {
    const [begin, end] = [beginLine(TRANSACTION), '{"record":"end","outcome":"applied"}'];
    expect(await read(`${begin}\n{"record":"bat\n${end}\n`)).toHaveLength(2);
  });
});

describe('what is no journal', () => {
  test('is never read as one, whatever it is', async () => {
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc.array(fc.json()).map((all) => all.join('\n')),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        fc.pre(!'{"record":"begin",'.startsWith(text));
        await refused(text);
      }),
      { seed: 17_996, numRuns: 1000 },
    );
  });
});

/** A value with another one in the place of each of its parts, in turn; and where that is. */
function* damaged(value: unknown, other: unknown, at = ''): Generator<readonly [string, unknown]> {
  if (at !== '') yield [at, other];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value))
    for (const [place, broken] of damaged(part, other, `${at}.${key}`))
      yield [place, Array.isArray(value) ? value.with(Number(key), broken) : { ...value, [key]: broken }];
}

/** A transaction without what does not matter: the order of what was there, and which peer that led to. */
const comparable = (transaction: Transaction): unknown => ({
  ...transaction,
  before: transaction.before
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .map((object) => ({ ...object, peer: undefined })),
  touched: transaction.touched.toSorted(),
});

async function readTransaction(text: string): Promise<Transaction> {
  const [begin] = await read(text);
  if (begin?.record !== 'begin') throw new Error('no transaction begins there');
  return begin.transaction;
}

/** A transaction by the keys of the journal, as version 2 had it. */
const storedOf = ({ collateral, linkedAfter, versions, ...rest }: Transaction) => ({
  ...rest,
  ...{ victims: collateral, alongAfter: linkedAfter, memory: versions },
});

/** How version 2 began a journal. */
const unpackedLine = (transaction: unknown): string =>
  JSON.stringify({ record: 'begin', version: 2, transaction });

/** Parts that may be absent or null, and those that may be any text. */
const OPTIONAL =
  /\.(dev|txqlen|external|chain|peer|protocol|nhid|via|onlink|ready|like|details|source|fullyRandom)$/;
const NULLABLE = /^\.memory\.(before|after)$/;

describe('a journal that is damaged', () => {
  test('in no part of its transaction is read, with one of each kind of object in it', async () => {
    expect(await read(unpackedLine(storedOf(FULL)))).toEqual([
      { record: 'begin', version: 2, transaction: FULL },
    ]);
    expect(comparable(await readTransaction(beginLine(FULL)))).toEqual(comparable(FULL));
  });

  test('is none where an object lacks what a host may lack, which readers write as empty', async () => {
    const lacking = OBJECTS.map((object) =>
      object.kind === 'link' && object.spec.type === 'vxlan'
        ? { ...object, spec: { ...object.spec, dev: '' as LinkName } }
        : { ...object, ...(object.kind === 'nexthop' && { via: '' as Address, dev: '' as LinkName }) },
    );
    const transaction = { ...TRANSACTION, before: lacking };
    expect(comparable(await readTransaction(beginLine(transaction)))).toEqual(comparable(transaction));
  });

  test.each([
    ['of another type', [5], /^$/],
    ['null', null, NULLABLE],
    ['an object', { memory: null }, /^$/],
    ['missing', undefined, OPTIONAL],
  ])('in any part of its transaction is refused: %s', async (_, other, allowed) => {
    const all = [...damaged(storedOf(FULL), other)].filter(([place]) => !allowed.test(place));
    expect(all.length).toBeGreaterThan(100);
    for (const [, broken] of all) await refused(unpackedLine(broken));
  });

  test.each([
    ['dst', '10.244.2.999/24'],
    ['dst', '10.244.2.0/240'],
    ['lladdr', 'x'],
    ['name', 'a/b'],
    ['name', '..'],
    ['dev', 'a b'],
    ['dev', 'a:b'],
    ['via', '-1'],
    ['via', '1.2.3'],
    ['dst', '1.2.3'],
    ['local', '1.2.3'],
    ['path', 'net/../../etc/passwd'],
    ['path', '/run/../etc/passwd'],
    ['kind', 'toString'],
    ['words', []],
    ['words', ['a b']],
  ])('in a value of an object is refused: %s %j', async (key, value) => {
    // A chain may have any name.
    const broken = [...damaged(storedOf(FULL), value)].filter(
      ([place]) => place.endsWith(`.${key}`) && !place.includes('.chains.'),
    );
    expect(broken.length).toBeGreaterThan(0);
    for (const [, transaction] of broken) await refused(unpackedLine(transaction));
  });

  test('in the saved node is refused', async () => {
    for (const text of ['', '{}', 'null', '{"kind":"NodeRecord"}'])
      await refused(beginLine({ ...FULL, versions: { ...FULL.versions, after: text } }));
  });

  test('in a later line is refused', async () => {
    const lines = [
      'null',
      '5',
      '"end"',
      '[]',
      '{}',
      '{"record":1}',
      '{"n":1}',
      '{"record":"end"}',
      '{"record":"pending","until":"2026-01-01T00:00:00.000Z"}',
    ];
    for (const line of lines) await refused(`${beginLine(TRANSACTION)}\n${line}`);
    const pending = '{"record":"pending","until":"2026-01-01T00:00:00.000Z","untilUptime":5}';
    expect(await read(`${beginLine(TRANSACTION)}\n${pending}`)).toHaveLength(2);
  });

  test('in the kind of an object that nobody knows is refused', async () => {
    for (const object of [null, {}, { kind: 'tunnel' }, { kind: 'toString' }])
      await refused(unpackedLine({ ...storedOf(TRANSACTION), before: [object] }));
  });
});

test('whatever a host is like, its journal is read as it was written', async () => {
  await fc.assert(
    fc.asyncProperty(states, states, async (before, desired) => {
      const transaction = { ...TRANSACTION, before, desired };
      expect(comparable(await readTransaction(beginLine(transaction)))).toEqual(comparable(transaction));
    }),
    { seed: 17_996, numRuns: 300 },
  );
});

describe('a journal of a network with many peers', () => {
  const peers = (count: number, lladdr = '0e:2a:00:00:00:01'): HostObject[] =>
    Array.from(
      { length: count },
      (_, i) =>
        ({
          kind: 'neighbor',
          dev: 'flannel.1',
          dst: `10.${i >> 8}.${i & 255}.0`,
          lladdr,
          protocol: 140,
          peer: `n${i}`,
        }) as unknown as HostObject,
    );
  const record = (nodes: number): string =>
    JSON.stringify({ nodes: Array.from({ length: nodes }, (_, i) => `n${i}`), end: true });

  test('has what stays as it was once, and is read as the whole', async () => {
    const desired = peers(1001);
    const [last = ''] = desired.slice(-1).map(keyOf);
    const transaction: Transaction = {
      ...TRANSACTION,
      before: peers(1000),
      desired,
      touched: [last],
    };
    const line = beginLine(transaction);
    expect(line.length).toBeLessThan(1.1 * JSON.stringify(desired).length);
    expect(comparable(await readTransaction(line))).toEqual(comparable(transaction));
  });

  test('has how what is touched was, and what is no peer’s, beside how it is to be', async () => {
    const desired = [...OBJECTS, ...peers(3, '0e:2a:00:00:00:02')];
    const transaction: Transaction = {
      ...TRANSACTION,
      before: [...OBJECTS, ...peers(3)],
      desired,
      touched: [...peers(3).map(keyOf), 'route 10.9.0.0/16'],
    };
    expect(comparable(await readTransaction(beginLine(transaction)))).toEqual(comparable(transaction));
  });

  test('has of what the node remembers what differs, whatever texts these are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, other) => {
        expect(textOfVersion(JSON.parse(JSON.stringify(versionOf(text, other))) as TextVersion, other)).toBe(
          text,
        );
      }),
    );
    expect(versionOf(record(1001), record(1000)).text.length).toBeLessThan(20);
  });
});

test('a journal can be read by root alone, also one that replaces another', async () => {
  const machine = newMachine();
  const { host } = memoryHost(machine, powerFor(0));
  await makeStateFolder(host);
  const modes = () =>
    diskLines(machine).flatMap((line) => /journal\.ndjson file (\d+) /.exec(line)?.[1] ?? []);
  await beginJournal(host, TRANSACTION);
  expect(modes()).toEqual(['600']);
  await beginJournal(host, { ...TRANSACTION, id: '5f9c1b' });
  expect(modes()).toEqual(['600']);
  expect(diskLines(machine).filter((line) => line.includes('5f9c1b'))).toHaveLength(1);
});
