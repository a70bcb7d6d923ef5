import { expect, it } from 'vitest';
import { makeAgentMetrics } from '../../../src/agent/operation/metrics.ts';

it('counts of each kind of failure are 0 before the first, so that a rate has a beginning', async () => {
  const { text } = await makeAgentMetrics('1.0.0', () => 0).read();
  const zero = [...text.matchAll(/^flannelctl_agent_store_errors_total\{kind="(\w+)"\} 0$/gm)].map(
    ([, kind]) => kind,
  );
  expect(zero).toEqual(['unavailable', 'permission', 'invalidConfig', 'unexpected']);
});
