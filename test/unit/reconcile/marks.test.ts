import { describe, expect, it } from 'vitest';
import type { Address, LinkName, Prefix } from '../../../src/net/index.ts';
import { recordedAfter } from '../../../src/reconcile/index.ts';
import { type Change, type HostObject, keyOf } from '../../../src/state/index.ts';

const FILE: HostObject = { kind: 'file', type: 'file', path: '/a', mode: 0o644, content: 'a' };
const ROUTE: HostObject = {
  kind: 'route',
  dst: '10.244.2.0/24' as Prefix,
  via: '10.244.2.0' as Address,
  dev: 'flannel.1' as LinkName,
  onlink: true,
  protocol: 3,
};
const CHAIN: HostObject = { kind: 'basechain', family: 'ip', table: 'nat', busy: false };

const made = (to: HostObject): Change => ({ action: 'create', key: keyOf(to), to });

describe('what a host has of its own by record', () => {
  it('is, after changes, also the files and built-in chains that they made, and nothing that bears a mark', () => {
    const before = { paths: new Set(['/b']), chains: new Set(['basechain ip filter']) };
    const { paths, chains } = recordedAfter(before, [FILE, ROUTE, CHAIN].map(made));
    expect([...paths]).toEqual(['/b', '/a']);
    expect([...chains]).toEqual(['basechain ip filter', keyOf(CHAIN)]);
  });

  it('is not what was there before and was changed', () => {
    const change = { action: 'update', key: keyOf(FILE), from: FILE, to: FILE, instructions: [] } as never;
    expect([...recordedAfter({ paths: new Set(), chains: new Set() }, [change]).paths]).toEqual([]);
  });
});
