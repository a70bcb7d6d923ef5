import { describe, expect, it, test } from 'vitest';
import {
  contentHash,
  NOTHING_OWNED,
  type OwnedByRecord,
  ofKernel,
  ownedAfter,
  ownedDuring,
  ownedPaths,
  recordedMarks,
  unwantedOf,
} from '../../../src/node/saved/owned-by-record.ts';
import type { Change, FileObject, HostObject } from '../../../src/state/index.ts';
import { keyOf } from '../../../src/state/index.ts';

const FILE: FileObject = {
  kind: 'file',
  type: 'file',
  path: '/run/flannel/subnet.env',
  mode: 0o644,
  content: 'A=1\n',
};
const FOLDER: FileObject = {
  kind: 'file',
  type: 'directory',
  path: '/run/flannel',
  mode: 0o755,
  content: '',
};
const CHAIN: HostObject = {
  kind: 'basechain',
  family: 'ip',
  table: 'nat',
  chain: 'POSTROUTING',
  busy: false,
};
const forwarding = (value: string): HostObject => ({ kind: 'sysctl', path: 'net/ipv4/ip_forward', value });
const acceptRa = (value: string): HostObject => ({
  kind: 'sysctl',
  path: 'net/ipv6/conf/flannel.1/accept_ra',
  value,
  dev: 'flannel.1' as never,
});

const create = (to: HostObject): Change => ({ action: 'create', key: keyOf(to), to });
const remove = (from: HostObject): Change => ({ action: 'delete', key: keyOf(from), from });
const from = (
  before: HostObject,
  to: HostObject,
  action: 'update' | 'replace' | 'adopt' | 'conflict' = 'update',
): Change => ({ action, key: keyOf(to), from: before, to, fields: [] });

const owned = (part: Partial<OwnedByRecord>): OwnedByRecord => ({ ...NOTHING_OWNED, ...part });
const FILES = { [FILE.path]: contentHash(FILE.content) };

const RULES: HostObject = {
  kind: 'ruleset',
  engine: 'iptables',
  family: 'ip',
  table: 'filter',
  chains: [],
};

describe('the owned objects during changes', () => {
  it.each<[string, Change[], OwnedByRecord]>([
    ['is the same without any', [], NOTHING_OWNED],
    [
      'has the files that are created, with the hash of their content',
      [create(FILE)],
      owned({ files: FILES }),
    ],
    ['has the files that are adopted', [from(FILE, FILE, 'adopt')], owned({ files: FILES })],
    [
      'has the new hash of a file that is changed',
      [from({ ...FILE, content: 'B=2\n' }, FILE)],
      owned({ files: FILES }),
    ],
    [
      'has the folders that are made, once',
      [create(FOLDER), create(FOLDER)],
      owned({ folders: [FOLDER.path] }),
    ],
    [
      'has the rules that are loaded into iptables, or adopted there',
      [create(RULES), from(RULES, RULES, 'adopt')],
      owned({ chains: ['ruleset iptables ip filter'] }),
    ],
    [
      'has the chains that iptables will make',
      [create(CHAIN)],
      owned({ chains: ['basechain ip nat POSTROUTING'] }),
    ],
    [
      'has a global setting with its value of before',
      [from(forwarding('0'), forwarding('1'))],
      owned({ sysctls: { 'net/ipv4/ip_forward': { before: '0', set: '1' } } }),
    ],
    [
      'leaves out the settings of a link, which go with it',
      [from(acceptRa('1'), acceptRa('0'))],
      NOTHING_OWNED,
    ],
    [
      'leaves out what the kernel has marks for',
      [create({ kind: 'address', dev: 'cni0' as never, address: '10.244.1.1/24' as never })],
      NOTHING_OWNED,
    ],
    ['leaves out what is in conflict', [from(FILE, FILE, 'conflict')], NOTHING_OWNED],
  ])('%s', (_, changes, expected) => {
    expect(ownedDuring(NOTHING_OWNED, changes)).toEqual(expected);
  });

  it('keeps what was in it: what is deleted, too, which is there until it is done', () => {
    const before = owned({
      files: { '/etc/a': 'x', ...FILES },
      folders: ['/etc', FOLDER.path],
      chains: ['basechain ip nat'],
      recordFolders: ['/var/lib/flannelctl'],
    });
    expect(ownedDuring(before, [remove(FILE), remove(FOLDER), create(CHAIN)])).toEqual({
      ...before,
      chains: ['basechain ip nat', 'basechain ip nat POSTROUTING'],
    });
  });

  it('keeps the value that a setting had before the very first change', () => {
    const once = ownedDuring(NOTHING_OWNED, [from(forwarding('0'), forwarding('1'))]);
    const drifted = ownedDuring(once, [from(forwarding('2'), forwarding('1'))]);
    expect(drifted.sysctls).toEqual({ 'net/ipv4/ip_forward': { before: '0', set: '1' } });
  });

  it('forgets with a new boot what the kernel forgot, and keeps the files', () => {
    const full = owned({
      boot: 'a',
      files: FILES,
      folders: [FOLDER.path],
      chains: ['basechain ip nat'],
      sysctls: { 'net/ipv4/ip_forward': { before: '0', set: '1' } },
    });
    const identity = { boot: 'b', namespace: 'net:[2]' };
    expect(ofKernel(full, identity)).toEqual(owned({ ...identity, files: FILES, folders: [FOLDER.path] }));
  });

  it('makes its files, folders and chains ours', () => {
    const after = ownedDuring(NOTHING_OWNED, [create(FOLDER), create(FILE), create(CHAIN)]);
    expect(ownedPaths(after)).toEqual([FOLDER.path, FILE.path]);
    expect(recordedMarks(after)).toEqual({
      paths: new Set([FOLDER.path, FILE.path]),
      chains: new Set(['basechain ip nat POSTROUTING']),
    });
  });
});

describe('the owned objects after changes', () => {
  const full = owned({
    files: FILES,
    folders: [FOLDER.path],
    chains: [keyOf(CHAIN), keyOf(RULES)],
  });
  const end = (part: Partial<Parameters<typeof ownedAfter>[1]>): Parameters<typeof ownedAfter>[1] => ({
    desired: [],
    observed: [],
    changes: [],
    areChainsSeen: true,
    ...part,
  });
  const ALL = [FILE, FOLDER, CHAIN, RULES];

  it('has what is wanted, whether it was there or not', () => {
    expect(ownedAfter(full, end({ desired: ALL, observed: ALL }))).toEqual(full);
    expect(ownedAfter(NOTHING_OWNED, end({ desired: ALL, changes: ALL.map(create) }))).toEqual(full);
  });

  it('has forgotten what was deleted', () => {
    const changes = ALL.map(remove);
    expect(ownedAfter(full, end({ observed: ALL, changes }))).toEqual(NOTHING_OWNED);
  });

  it('has forgotten what another program has deleted', () => {
    expect(ownedAfter(full, end({}))).toEqual(NOTHING_OWNED);
  });

  it('has forgotten a file that is not wanted and stays, since somebody has written to it; not its folder', () => {
    expect(ownedAfter(full, end({ observed: [FILE, FOLDER] }))).toEqual(owned({ folders: [FOLDER.path] }));
  });

  it('has the chains that stay because others use them, or that nobody could look for', () => {
    const chains = [keyOf(CHAIN), keyOf(RULES)];
    expect(ownedAfter(full, end({ observed: [CHAIN, RULES] }))).toEqual(owned({ chains }));
    expect(ownedAfter(full, end({ areChainsSeen: false }))).toEqual(owned({ chains }));
  });
});

test('unwanted are the recorded paths that no desired object has', () => {
  const both = owned({ files: { '/etc/a': 'x', ...FILES }, folders: ['/etc', FOLDER.path] });
  expect(unwantedOf(both, [FILE, FOLDER])).toEqual(owned({ files: { '/etc/a': 'x' }, folders: ['/etc'] }));
});
