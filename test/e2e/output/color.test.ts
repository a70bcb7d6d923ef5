import { describe, expect, it } from 'vitest';
import { flannelctl } from '../../support/cli/cli.ts';
import { freshHost } from '../../support/host/netns.ts';
import { initN1 } from '../../support/host/node.ts';

const ESCAPE = '\u001b[';

describe('colour', () => {
  it.each([
    ['is there where it is asked for', { NO_COLOR: '', FORCE_COLOR: '1' }, true],
    ['is not there when output is no terminal', { NO_COLOR: '' }, false],
    ['is never there with NO_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('%s', async (_, env, colored) => {
    const { stderr } = await flannelctl(['validate', '/nonexistent/net-conf.json'], { env });
    expect(stderr).toContain('cannot read /nonexistent/net-conf.json');
    expect(stderr.includes(ESCAPE)).toBe(colored);
  });
});

it('a peer’s object that is missing is red where its row has it', async () => {
  const host = await freshHost();
  await initN1(host);
  await host.sh('ip route delete 10.244.2.0/24');
  const { stdout } = await host.flannelctl(['status', '--no-probe'], {
    env: { NO_COLOR: '', FORCE_COLOR: '1' },
  });
  const row = stdout.split('\n').find((line) => line.startsWith('n2 ')) ?? '';
  expect(row).toMatch(/ \S*\[31m\S*MISSING\S*\[39m\S* +ok/);
});
