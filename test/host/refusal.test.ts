import { describe, expect, it } from 'vitest';
import { scriptRefusal } from '../../src/host/refusal.ts';

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
