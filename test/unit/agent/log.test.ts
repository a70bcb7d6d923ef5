import { describe, expect, it } from 'vitest';
import { type LogOptions, makeLog } from '../../../src/agent/operation/log.ts';
import { isPrintable } from '../../../src/text/index.ts';

function logTo(options: Partial<LogOptions>): { log: ReturnType<typeof makeLog>; lines: string[] } {
  const lines: string[] = [];
  const log = makeLog({
    format: 'text',
    level: 'info',
    write: (line) => lines.push(line),
    now: () => Date.UTC(2026, 10, 29, 21, 0, 0, 7),
    ...options,
  });
  return { log, lines };
}

describe('the log', () => {
  it('as text has time, level, message and fields', () => {
    const { log, lines } = logTo({});
    log('warn', 'record left out', { key: 'a b', peers: 3, ready: false, why: 'say "no"', path: '/run/x' });
    expect(lines).toEqual([
      '2026-11-29T21:00:00.007Z warn  record left out key="a b" peers=3 ready=false why="say \\"no\\"" path=/run/x\n',
    ]);
  });

  it('as JSON is one object a line', () => {
    const { log, lines } = logTo({ format: 'json' });
    log('error', 'a\nb', { peers: 3, message: 'not this' });
    expect(lines.map((line) => line.split('\n').length)).toEqual([2]);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      time: '2026-11-29T21:00:00.007Z',
      level: 'error',
      message: 'a\nb',
      peers: 3,
    });
  });

  it.each(['text', 'json'] as const)('as %s is one line without control characters', (format) => {
    const { log, lines } = logTo({ format });
    log('info', 'two\nlines \u001b[31m', { name: 'x\ny\u001b', empty: '' });
    expect(lines).toHaveLength(1);
    const text = lines[0]?.slice(0, -1) ?? '\n';
    expect([text.split('\n').length, isPrintable(text)]).toEqual([1, true]);
  });

  it('leaves lower levels out', () => {
    const { log, lines } = logTo({ level: 'warn' });
    log('debug', 'a');
    log('info', 'b');
    log('warn', 'c');
    log('error', 'd');
    expect(lines.map((line) => line.trim().at(-1))).toEqual(['c', 'd']);
  });
});
