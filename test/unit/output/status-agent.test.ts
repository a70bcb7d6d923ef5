import { describe, expect, it } from 'vitest';
import type { AgentReport } from '../../../src/generated/types.d.ts';
import type { NodeStatus } from '../../../src/health/index.ts';
import { agentText, leftOutLines, startLines } from '../../../src/output/status/agent.ts';

/** A local time of another day, so that texts have the date. */
const at = (time: string): string => new Date(`2026-01-02T${time}.678`).toISOString();

const REPORT: AgentReport = {
  kind: 'AgentReport',
  pid: 77,
  started: at('03:04:05'),
  store: 'etcd at http://10.0.0.1:2379',
  connected: true,
  since: at('03:04:06'),
  ready: true,
  peers: 2,
  leftOut: [],
};

const RUNNING = { pid: 77, command: 'flannelctl agent', since: at('03:04:05') };

const statusOf = (agent: NodeStatus['agent'] | object): NodeStatus => ({ agent }) as unknown as NodeStatus;

const running = (report: Partial<AgentReport> = {}): NodeStatus =>
  statusOf({ running: RUNNING, report: { ...REPORT, ...report } });

const stopped = (report?: AgentReport): NodeStatus => statusOf({ running: undefined, report });

describe('the agent in a status', () => {
  it.each<[string, NodeStatus, string | undefined]>([
    ['is not there', statusOf(undefined), undefined],
    ['starts', statusOf({ running: RUNNING, report: undefined }), 'pid 77, starting'],
    ['follows', running(), 'pid 77, etcd at http://10.0.0.1:2379, connected since 2026-01-02 03:04:06'],
    [
      'has a lease and saw a change',
      running({ lastEvent: at('03:05:00'), lease: { subnets: ['10.244.1.0/24'], expires: at('23:00:00') } }),
      'pid 77, etcd at http://10.0.0.1:2379, connected since 2026-01-02 03:04:06, last change 2026-01-02 03:05:00, lease until 2026-01-02 23:00:00',
    ],
    [
      'has lost its store, has a rival, and failed',
      running({
        connected: false,
        lease: { subnets: ['10.244.1.0/24'], rival: 'its lease is claimed by 192.168.1.9' },
        failure: 'cni0 was not created by flannelctl',
      }),
      'pid 77, etcd at http://10.0.0.1:2379, not connected since 2026-01-02 03:04:06, its lease is claimed by 192.168.1.9, cni0 was not created by flannelctl',
    ],
    [
      'was stopped',
      stopped({ ...REPORT, ended: at('04:00:00') }),
      'not running since 2026-01-02 04:00:00: nothing follows etcd at http://10.0.0.1:2379',
    ],
    ['was killed', stopped(REPORT), 'not running: nothing follows etcd at http://10.0.0.1:2379'],
  ])('%s', (_, status, text) => {
    expect(agentText(status)).toBe(text);
  });

  it('says how to start it where it does not run', () => {
    expect(startLines(stopped(REPORT))).toEqual([
      '',
      'To follow the other nodes again: systemctl start flannelctl-agent, or flannelctl agent as it was run',
    ]);
    expect(startLines(running())).toEqual([]);
    expect(startLines(statusOf(undefined))).toEqual([]);
  });
});

describe('the records that are left out', () => {
  const leftOut = (count: number): AgentReport['leftOut'] =>
    Array.from({ length: count }, (_, i) => ({ record: `r${i + 1}`, reason: 'no MAC' }));

  it('are named, the first three of them, and the others counted', () => {
    expect(leftOutLines(running({ leftOut: leftOut(3), leftOutCount: 3 }))).toEqual([
      'left out: r1: no MAC',
      'left out: r2: no MAC',
      'left out: r3: no MAC',
    ]);
    expect(leftOutLines(running({ leftOut: leftOut(4), leftOutCount: 70 })).slice(2)).toEqual([
      'left out: r3: no MAC',
      'left out: 67 more (flannelctl leases)',
    ]);
  });

  it('are not shown where no agent runs, because they may be long mended', () => {
    expect(leftOutLines(stopped({ ...REPORT, leftOut: leftOut(1) }))).toEqual([]);
    expect(leftOutLines(running())).toEqual([]);
  });
});
