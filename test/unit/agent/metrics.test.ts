import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeAgentMetrics } from '../../../src/agent/operation/metrics.ts';
import { REPOSITORY } from '../../support/cli/cli.ts';

/** The values of all series, by name and labels. */
function valuesOf(text: string): Record<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

describe('the metrics', () => {
  it('are there before anything happened', async () => {
    const { text, contentType } = await makeAgentMetrics('1.2.3', () => 0).read();
    expect(contentType).toContain('text/plain');
    expect(valuesOf(text)).toMatchObject({
      flannelctl_agent_peers: 0,
      flannelctl_agent_store_connected: 0,
      'flannelctl_agent_store_events_total{type="put"}': 0,
      'flannelctl_agent_store_errors_total{kind="unavailable"}': 0,
      'flannelctl_agent_records_refused{reason="unfit"}': 0,
      flannelctl_agent_full_comparisons_total: 0,
      [`flannelctl_agent_build_info{version="1.2.3",node="${process.versions.node}"}`]: 1,
    });
    expect(text).not.toMatch(/^flannelctl_agent_lease_seconds_left \d/m);
  });

  it('have what was counted and set', async () => {
    const metrics = makeAgentMetrics('1.2.3', () => 50_000);
    metrics.setPeers(7);
    metrics.setConnected(true);
    metrics.countStoreEvents('put', 5);
    metrics.countStoreEvents('put', 1);
    metrics.countStoreError('permission');
    metrics.setRefused({ rival: 2, unfit: 1 });
    metrics.setRefused({ rival: 1 });
    metrics.observeApply(0.004);
    metrics.observeApply(0.3);
    metrics.countDriftMended('route', 37);
    metrics.countFullComparison();
    metrics.setLeaseExpiry(110_000);
    const values = valuesOf((await metrics.read()).text);
    expect(values).toMatchObject({
      flannelctl_agent_peers: 7,
      flannelctl_agent_store_connected: 1,
      'flannelctl_agent_store_events_total{type="put"}': 6,
      'flannelctl_agent_store_errors_total{kind="permission"}': 1,
      'flannelctl_agent_records_refused{reason="rival"}': 1,
      'flannelctl_agent_records_refused{reason="unfit"}': 0,
      'flannelctl_agent_apply_seconds_bucket{le="0.005"}': 1,
      'flannelctl_agent_apply_seconds_bucket{le="0.5"}': 2,
      flannelctl_agent_apply_seconds_count: 2,
      'flannelctl_agent_drift_mended_total{kind="route"}': 37,
      flannelctl_agent_full_comparisons_total: 1,
      flannelctl_agent_lease_seconds_left: 60,
    });
    expect(values['process_resident_memory_bytes']).toBeGreaterThan(1e7);
    expect(values['process_cpu_seconds_total']).toBeGreaterThan(0);
    metrics.setLeaseExpiry(undefined);
    expect(Object.keys(valuesOf((await metrics.read()).text))).not.toContain(
      'flannelctl_agent_lease_seconds_left',
    );
  });

  it('of two agents in one process are apart', async () => {
    const [a, b] = [makeAgentMetrics('1', () => 0), makeAgentMetrics('1', () => 0)];
    a.setPeers(3);
    expect(valuesOf((await b.read()).text)).toMatchObject({ flannelctl_agent_peers: 0 });
  });
});

describe('the Grafana dashboard', () => {
  /** Words of PromQL and of Grafana, and labels. */
  const NO_METRICS =
    /^(?:sum|rate|increase|max|min|count|by|and|on|histogram_quantile|label_values|instance|reason|kind|type|le|version|node|h|__rate_interval)$/;

  it('asks only for metrics that there are, with their labels', async () => {
    const text = await readFile(path.join(REPOSITORY, 'deploy/grafana-dashboard.json'), 'utf8');
    const expressions = [...text.matchAll(/"(?:expr|query|definition)": "((?:[^"\\]|\\.)*)"/g)]
      .map(([, expression = '']) => expression)
      .filter((expression) => expression !== 'prometheus');
    const metrics = makeAgentMetrics('1', () => 0);
    metrics.setLeaseExpiry(1);
    metrics.countDriftMended('route', 1);
    const exposed = (await metrics.read()).text;
    const names = new Set(exposed.split('\n').flatMap((line) => /^[a-z]\w+/.exec(line)?.[0] ?? []));
    const labels = new Set([...exposed.matchAll(/(\w+)="/g)].map(([, label]) => label));
    const words = expressions.flatMap((expression) => expression.match(/[a-z_]\w*/g) ?? []);
    const unknown = words.filter((word) => !names.has(word) && !NO_METRICS.test(word));
    expect(unknown).toEqual([]);
    const grouped = [...expressions.join('\n').matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) =>
      list.split(', '),
    );
    expect(grouped.filter((label) => label !== 'instance' && !labels.has(label))).toEqual([]);
    // Every metric of the agent's own is on it.
    const asked = new Set(words);
    const own = [...exposed.matchAll(/^# TYPE (flannelctl\w+) (\w+)$/gm)].map(([, name, type]) =>
      type === 'histogram' ? `${name}_bucket` : `${name}`,
    );
    expect(own.filter((name) => !asked.has(name))).toEqual([]);
  });
});
