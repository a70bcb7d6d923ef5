import { expect, it } from 'vitest';
import { makeAgentMetrics } from '../../../src/agent/operation/metrics.ts';

it('counts of each kind of failure are 0 before the first, so that a rate has a beginning', async () => {
  const { text } = await makeAgentMetrics('1.0.0', () => 0).read();
  const zero = [...text.matchAll(/^flannelctl_agent_store_errors_total\{kind="(\w+)"\} 0$/gm)].map(
    ([, kind]) => kind,
  );
  expect(zero).toEqual(['unavailable', 'permission', 'invalidConfig', 'unexpected']);
});

it('the buckets of the time to apply an event ascend', async () => {
  const { text } = await makeAgentMetrics('1.0.0', () => 0).read();
  const bounds = [...text.matchAll(/apply\w*_bucket\{le="([\d.]+)"\}/g)].map(([, bound]) => Number(bound));
  expect(bounds.length).toBeGreaterThan(5);
  expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
});
