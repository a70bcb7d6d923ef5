import { describe, expect, it } from 'vitest';
import { flannelctl } from '../../support/cli/cli.ts';

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
