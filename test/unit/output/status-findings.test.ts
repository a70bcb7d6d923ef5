import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors/index.ts';
import type { NodeStatus } from '../../../src/health/index.ts';
import { findingDocuments, graveLines, warningLines } from '../../../src/output/status/findings.ts';
import { finding } from '../health/support.ts';

const LATE = finding('PeerPaths', { follows: ['Uplink'], effect: 'outage' });
const STATUS = {
  verdict: { node: 'BROKEN' },
  uplinkFailure: undefined,
  findings: [LATE, finding('Clock', { severity: 'warning' }), finding('Uplink', { severity: 'warning' })],
} as unknown as NodeStatus;

describe('the findings of a status', () => {
  it('are below what they follow from, which comes first if one of them is grave', () => {
    expect(graveLines(STATUS)).toEqual([
      'BROKEN: [Uplink] Uplink is wrong',
      '  → mend Uplink',
      '  follows: [PeerPaths] PeerPaths is wrong',
      '',
    ]);
    expect(warningLines(STATUS)).toEqual(['warning: [Clock] Clock is wrong', '  → mend Clock', '']);
  });

  it('name what they follow from in a document', () => {
    expect(findingDocuments(STATUS).map(({ check, follows }) => [check, follows])).toEqual([
      ['Uplink', undefined],
      ['PeerPaths', 'Uplink'],
      ['Clock', undefined],
    ]);
  });

  it('are below a failed uplink, which is a key of its own in a document', () => {
    const uplinkFailure = new Failure('preflight', 'Uplink: eth0 is gone', { hint: 'Bring it back.' });
    const without = { ...STATUS, uplinkFailure, findings: [LATE] };
    expect(graveLines(without)).toEqual([
      'BROKEN: [Uplink] eth0 is gone',
      '  → Bring it back.',
      '  follows: [PeerPaths] PeerPaths is wrong',
      '',
    ]);
    expect(findingDocuments(without)).toMatchObject([{ check: 'PeerPaths', follows: 'Uplink' }]);
  });
});
