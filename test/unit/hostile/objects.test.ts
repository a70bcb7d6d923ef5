import { expect, it } from 'vitest';
import type { LinkName, Mac } from '../../../src/net/index.ts';
import type { ShownDiff } from '../../../src/output/changes/collateral.ts';
import { diffText } from '../../../src/output/changes/text.ts';
import { harmless } from '../../../src/output/write.ts';
import type { Change, Collateral, HostObject } from '../../../src/state/index.ts';
import { FORGED } from '../../support/spoilt.ts';
import { HOSTILE, steeringIn } from '../../support/steering.ts';

const NASTY = `a${HOSTILE}\n    + ${FORGED}`;

/** Objects as a host may have them, with every text that another program can choose. */
const OBJECTS: readonly HostObject[] = [
  {
    kind: 'link',
    name: NASTY as LinkName,
    spec: { type: 'other', kind: NASTY },
    mac: '02:00:00:00:00:01' as Mac,
    mtu: 1450,
    group: 0,
    alias: NASTY,
    up: true,
  },
  { kind: 'file', path: NASTY, type: 'symlink', mode: 0o644, content: NASTY },
  { kind: 'sysctl', path: NASTY, value: NASTY },
  { kind: 'basechain', family: 'ip', table: NASTY, chain: NASTY, busy: false },
  {
    kind: 'ruleset',
    engine: 'iptables',
    family: 'ip',
    table: NASTY,
    chains: [{ name: NASTY, hook: 'forward', hooked: true, hookedBy: NASTY, rules: [{ unknown: NASTY }] }],
  },
];

const COLLATERAL: Collateral = {
  foreign: { kind: 'port', name: NASTY as LinkName, master: NASTY as LinkName },
  removedBy: NASTY,
};

const changesOf = (object: HostObject): Change[] => [
  { key: 'a', action: 'create', to: object, removedBy: NASTY },
  { key: 'b', action: 'delete', from: object, removedBy: NASTY },
  { key: 'c', action: 'conflict', from: object, to: object },
  {
    key: 'd',
    action: 'update',
    from: object,
    to: object,
    fields: [
      { field: NASTY, from: 'one', to: HOSTILE },
      { field: 'alias', from: NASTY, to: 'x' },
    ],
  },
  { key: 'e', action: 'adopt', from: object, to: object, fields: [] },
];

it('a diff has a line for each change and each line of a text, whatever the objects are called', () => {
  for (const object of OBJECTS) {
    const changes = changesOf(object);
    const diff: ShownDiff = { changes, unchanged: 0, collateral: [COLLATERAL] };
    for (const verbose of [true, false]) {
      const text = harmless(diffText(diff, { verbose, names: new Map() }));
      expect(steeringIn(text)).toEqual([]);
      const lines = text.split('\n');
      // A line for each change; of the alias its name, two lines that go and one that comes; what goes with ours; the counts.
      expect(lines).toHaveLength(changes.length + 4 + 1 + 1);
      expect(lines.filter((line) => new RegExp(`^ {0,6}[^ ]* ?${FORGED}`).test(line))).toEqual([]);
    }
  }
});
