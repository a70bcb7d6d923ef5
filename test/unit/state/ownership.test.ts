import { expect, it } from 'vitest';
import type { LinkName, Mac } from '../../../src/net/index.ts';
import { type BaseChain, isOurs, isSameLink, type Link, type Ownership } from '../../../src/state/index.ts';

const CHAIN: BaseChain = { kind: 'basechain', family: 'ip', table: 'nat', chain: 'POSTROUTING', busy: false };

const ownership = (...chains: string[]): Ownership => ({
  links: new Set(),
  paths: new Set(),
  chains: new Set(chains),
});

const RECORDED = ownership('basechain ip nat POSTROUTING');

it.each([
  ['recorded', CHAIN, RECORDED, true],
  ['recorded, and used by another program, too', { ...CHAIN, busy: true }, RECORDED, false],
  ['not recorded', CHAIN, ownership(), false],
])('a built-in chain that is %s', (_, chain, marks, ours) => {
  expect(isOurs(chain, marks)).toBe(ours);
});

const BRIDGE: Link = {
  kind: 'link',
  name: 'cni0' as LinkName,
  spec: { type: 'bridge' },
  mac: '0a:58:0a:f4:01:01' as Mac,
  mtu: 1450,
  group: 0,
  alias: '',
  up: true,
};

it.each([
  ['another MTU, group and state', { mtu: 1500, group: 7, up: false }, true],
  ['another name', { name: 'cni1' as LinkName }, false],
  ['another type', { spec: { type: 'other', kind: 'dummy' } }, false],
  ['another MAC', { mac: '0a:58:0a:f4:02:01' as Mac }, false],
] satisfies [string, Partial<Link>, boolean][])(
  'a link with %s is the same one or not',
  (_, change, same) => {
    expect(isSameLink(BRIDGE, { ...BRIDGE, ...change })).toBe(same);
  },
);
