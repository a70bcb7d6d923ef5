import { describe, expect, it } from 'vitest';
import { scriptRefusal, stoppedAt } from '../../../src/host/exec/refusal.ts';
import { ip } from '../../../src/state/base/instruction.ts';
import type { Step } from '../../../src/state/index.ts';
import { type Words, words } from '../../../src/words/index.ts';

const NFT = [
  'add table ip x',
  'delete table ip x',
  'table ip x {',
  '  chain a {',
  '    jump nope',
  '  }',
  '}',
].join('\n');
const RESTORE = ['*filter', ':FLANNEL-FWD - [0:0]', '-D FORWARD -j FLANNEL-FWD', 'COMMIT'].join('\n');

describe('why a script was refused', () => {
  it.each([
    [
      'by nft, at the first of its errors',
      NFT,
      '/dev/stdin:5:10-13: Error: Could not process rule: No such file or directory\n    jump nope\n         ^^^^\n/dev/stdin:7:17-20: Error: Could not process rule: No such file or directory\n}\n^\n',
      'Could not process rule: No such file or directory, at line 5: jump nope',
    ],
    [
      'by iptables-restore of nf_tables, when it commits',
      RESTORE,
      'iptables-restore: line 3 failed: Bad rule (does a matching rule exist in that chain?).\n',
      'Bad rule (does a matching rule exist in that chain?)., at line 3: -D FORWARD -j FLANNEL-FWD',
    ],
    [
      'by iptables-restore, after a warning',
      RESTORE,
      '# Warning: iptables-legacy tables present, use iptables-legacy-save to see them\niptables-restore: line 3 failed: No chain/target/match by that name.\n',
      'No chain/target/match by that name., at line 3: -D FORWARD -j FLANNEL-FWD',
    ],
    [
      'by iptables-restore, when it reads',
      RESTORE,
      "iptables-restore v1.8.9 (nf_tables): invalid mask `33' specified\nError occurred at line: 3\nTry `iptables-restore -h' or 'iptables-restore --help' for more information.\n",
      "invalid mask `33' specified, at line 3: -D FORWARD -j FLANNEL-FWD",
    ],
    [
      'by iptables-restore, for a word',
      RESTORE,
      "Bad argument `foo'\nError occurred at line: 3\nTry `iptables-restore -h' or 'iptables-restore --help' for more information.\n",
      "Bad argument `foo', at line 3: -D FORWARD -j FLANNEL-FWD",
    ],
    [
      'by the legacy one, without a word',
      RESTORE,
      'iptables-restore: line 3 failed\n',
      'it gave no reason, at line 3: -D FORWARD -j FLANNEL-FWD',
    ],
    ['by anything else', NFT, 'made to fail\n', 'made to fail'],
    ['by one that says nothing', NFT, '', 'it gave no reason'],
  ])('%s', (_, script, stderr, reason) => {
    expect(scriptRefusal(script, stderr)).toBe(reason);
  });
});

const step = (line: Words): Step => ({
  change: { action: 'delete', key: 'x', from: { kind: 'sysctl', path: 'x', value: '0' } },
  instruction: ip('route', line),
});

const BATCH = [
  step(words`link add name x type bridge`),
  step(words`route add 10.0.0/33 dev x`),
  step(words`route add 10.1.0.0/16 dev y`),
  step(words`route add 10.2.0.0/16 dev y`),
] as const;

describe('where a batch stopped', () => {
  it.each([
    ['at the line that is named', 'RTNETLINK answers: File exists\nCommand failed -:3\n', [2]],
    ['at the only line with the word', 'Error: any valid prefix is expected rather than "10.0.0/33".\n', [1]],
    ['at one of those with the word', 'Cannot find device "y"\n', [2, 3]],
    ['at any, where the word is in none', 'Error: argument "z" is wrong: what\n', [0, 1, 2, 3]],
    ['at any, where none is named', 'made to fail\n', [0, 1, 2, 3]],
    ['at any, where the line is none of it', 'made to fail\nCommand failed -:5\n', [0, 1, 2, 3]],
  ])('is %s', (_, stderr, lines) => {
    const { among, reason } = stoppedAt(BATCH, stderr);
    expect(among).toEqual(BATCH.filter((_step, i) => lines.includes(i)));
    expect(reason).toBe(stderr.split('\n')[0]);
  });

  it('has a reason also where nothing is said, and all of it in one line', () => {
    expect(stoppedAt(BATCH, '').reason).toBe('it gave no reason');
    expect(stoppedAt(BATCH, 'one\n\ntwo\nCommand failed -:1\n').reason).toBe('one; two');
  });
});
