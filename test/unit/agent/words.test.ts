import { describe, expect, it } from 'vitest';
import { failureText } from '../../../src/agent/retry/retry.ts';
import { stateText } from '../../../src/agent/words.ts';
import { Failure } from '../../../src/errors/index.ts';
import type { AgentReport } from '../../../src/generated/types.d.ts';

const REPORT: AgentReport = {
  kind: 'AgentReport',
  pid: 77,
  started: '2026-01-02T03:04:05.678Z',
  store: 'etcd at http://10.0.0.1:2379',
  connected: true,
  since: '2026-01-02T03:04:06.678Z',
  ready: true,
  peers: 2,
  leftOut: [],
};

describe('the state for systemd', () => {
  it.each<[string, Partial<AgentReport>, string]>([
    [
      'at the start',
      { ready: false, connected: false },
      'sets this node up from etcd at http://10.0.0.1:2379',
    ],
    ['when all is well', {}, 'follows etcd at http://10.0.0.1:2379'],
    [
      'beside a rival',
      { lease: { subnets: [], rival: '/x is claimed by 192.168.1.9' } },
      'follows etcd at http://10.0.0.1:2379; /x is claimed by 192.168.1.9',
    ],
    [
      'without its store',
      { connected: false },
      'has lost etcd at http://10.0.0.1:2379; the network of this node stays as it is',
    ],
    ['after a failure', { failure: 'no link eth7' }, 'the last change failed: no link eth7'],
  ])('%s', (_, part, text) => {
    expect(stateText({ ...REPORT, ...part })).toBe(text);
  });
});

describe('a failure in the log', () => {
  it('is one line, with its hint after an arrow', () => {
    const failure = new Failure('unavailable', 'no connection', { hint: 'Check that\netcd runs.' });
    expect(failureText(failure)).toBe('no connection → Check that etcd runs.');
    expect(failureText(new Error('two\nlines'))).toBe('two lines');
  });

  it('has the problems that its message does not say', () => {
    const problems = ['a: refused', 'b: no route'].map((message) => ({
      severity: 'error' as const,
      message,
    }));
    const failure = new Failure('unavailable', 'none of 2 works: a: refused', { problems });
    expect(failureText(failure)).toBe('none of 2 works: a: refused; b: no route');
  });

  it('has what mends each problem', () => {
    const hint = 'wanted there: link b\nIf nobody needs it: ip link delete a.';
    const failure = new Failure('conflict', '1 object is in the way', {
      problems: [{ severity: 'error', message: 'in the way: link a', hint }],
      hint: 'Resolve each as it says.',
    });
    expect(failureText(failure)).toBe(
      '1 object is in the way; in the way: link a (wanted there: link b. If nobody needs it: ip link delete a) → Resolve each as it says.',
    );
  });
});
