import { afterEach, expect, it, vi } from 'vitest';
import { runTool, toolSeconds } from '../../../src/host/exec/tool.ts';

const allow = (seconds: string): unknown => vi.stubEnv('FLANNELCTL_COMMAND_TIMEOUT', seconds);

afterEach(() => vi.unstubAllEnvs());

it.each([
  ['', 30],
  ['nonsense', 30],
  ['-1', 30],
  ['0', 30],
  ['0.5', 0.5],
  ['600', 600],
  ['3000000', 86_400],
  ['Infinity', 86_400],
])('a call of a tool that is allowed %j seconds may take %d', (given, seconds) => {
  allow(given);
  expect(toolSeconds()).toBe(seconds);
});

it('a tool that is allowed a month is not killed at once', async () => {
  allow('3000000');
  expect(await runTool(['sleep', '0.2'])).toMatchObject({ exitCode: 0 });
});
