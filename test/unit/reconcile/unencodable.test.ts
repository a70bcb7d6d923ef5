import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors/index.ts';
import type { Address, LinkName, Mac } from '../../../src/net/index.ts';
import { refuseUnencodable } from '../../../src/reconcile/index.ts';
import { diff, type HostObject, type Link, type Ownership } from '../../../src/state/index.ts';
import { NONE_OURS } from '../../support/model/arbitraries.ts';

/** What Node.js reads bytes as that are not valid UTF-8. */
const GARBLED = '\uFFFD';

const OWN: Ownership = {
  ...NONE_OURS,
  links: new Set(['cni0'] as LinkName[]),
  paths: new Set(['/etc/f']),
  chains: new Set(['ruleset iptables ip nat']),
};

const bridge = (alias: string, mtu = 1450): Link => ({
  kind: 'link',
  name: 'cni0' as LinkName,
  spec: { type: 'bridge' },
  mac: '02:00:00:00:00:02' as Mac,
  mtu,
  group: 17996,
  alias,
  up: true,
});

const file = (content: string): HostObject => ({
  kind: 'file',
  path: '/etc/f',
  type: 'file',
  mode: 0o644,
  content,
});

const rules = (rule: string): HostObject => ({
  kind: 'ruleset',
  engine: 'iptables',
  family: 'ip',
  table: 'nat',
  chains: [{ name: 'FLANNELCTL', hook: 'postrouting', hooked: false, rules: [{ unknown: rule }] }],
});

const fdb = (dev: string, last: number): HostObject =>
  ({
    kind: 'fdb',
    mac: `02:00:00:00:00:0${last}` as Mac,
    dev: dev as LinkName,
    dst: `192.168.1.${last}` as Address,
    peer: `n${last}`,
  }) as HostObject;

/** What is refused of the way from one state of a host to another. */
function refused(desired: readonly HostObject[], observed: readonly HostObject[]): readonly string[] {
  try {
    refuseUnencodable({ diff: diff(desired, observed, OWN) });
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { exit, message, problems, hint } = error;
    expect(exit).toBe('conflict');
    expect(message).toBe(
      `${problems.length} object(s) could not be restored exactly as they are; nothing was changed`,
    );
    expect(hint).toContain('Change or delete them by hand');
    return problems.map(({ message: line }) => line);
  }
}

const LINK = 'link cni0 mtu 1450 type bridge';
const TEXT = 'a word that is not valid UTF-8';
const CONTENT = 'file /etc/f, because it has a content that is not valid UTF-8';
const RULES = 'iptables table ip nat: FLANNELCTL (1 rules)';

describe('a change is refused if no rollback could restore', () => {
  it.each<[string, readonly HostObject[], readonly HostObject[], string]>([
    ['a link that is deleted', [], [bridge(GARBLED)], `${LINK}, because it has ${TEXT}`],
    ['a link that is changed', [bridge('b')], [bridge(GARBLED)], `${LINK}, because it has ${TEXT}`],
    ['a link that is created', [bridge(GARBLED)], [], `${LINK}, because it has ${TEXT}`],
    [
      'a link whose alias ends early',
      [],
      [bridge('a\0b')],
      `${LINK}, because it has a word with a NUL character`,
    ],
    ['a file that is deleted', [], [file(GARBLED)], CONTENT],
    ['a file that is changed', [file('b')], [file(GARBLED)], CONTENT],
    [
      'rules that are deleted',
      [],
      [rules('-m comment --comment "a\nb" -j ACCEPT')],
      `${RULES}, because it has a word with a control character: "a\\nb"`,
    ],
  ])('%s', (_, desired, observed, expected) => {
    expect(refused(desired, observed)).toEqual([`no rollback would get back to ${expected}`]);
  });

  it('several objects: each is named, but of peers’ entries on one link only the first', () => {
    const entries = [fdb('vx0', 1), fdb('vx0', 2), fdb(GARBLED, 3), fdb(GARBLED, 4)];
    expect(refused(entries, [file(GARBLED)])).toEqual([
      expect.stringMatching(/ get back to fdb 02:00:00:00:00:03 dev /),
      expect.stringContaining(CONTENT),
    ]);
  });
});

describe('a change is not refused', () => {
  it.each<[string, readonly HostObject[], readonly HostObject[]]>([
    [
      'if all can be written',
      [bridge('b'), file('b'), rules('-j DROP')],
      [bridge('a'), file('a'), rules('-j ACCEPT')],
    ],
    ['for what it leaves as it is', [bridge(GARBLED), file(GARBLED)], [bridge(GARBLED), file(GARBLED)]],
    ['for what it creates of text', [file(GARBLED)], []],
  ])('%s', (_, desired, observed) => {
    expect(refused(desired, observed)).toEqual([]);
  });
});
