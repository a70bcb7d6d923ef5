import { describe, expect, it } from 'vitest';
import { makeReadiness } from '../../../src/agent/readiness.ts';
import { SaidOnce } from '../../../src/agent/retry/said-once.ts';
import type { Problem } from '../../../src/errors/index.ts';

const warning = (message: string, hint?: string): Problem => ({
  severity: 'warning',
  message,
  ...(hint !== undefined && { hint }),
});

describe('a warning that stays', () => {
  it('is logged once, until it was not there for a round', () => {
    const lines: string[] = [];
    const said = new SaidOnce((level, message) => lines.push(`${level} ${message}`));
    const round = (...problems: readonly Problem[]): string[] => {
      lines.length = 0;
      said.warn(problems);
      said.warn(problems);
      said.endRound();
      return [...lines];
    };
    const [rp, mtu] = [warning('rp_filter is 1', 'set it to 2'), warning('the MTU is small')];
    expect(round(rp)).toEqual(['warn rp_filter is 1 → set it to 2']);
    expect(round(rp, mtu)).toEqual(['warn the MTU is small']);
    expect(round(mtu)).toEqual([]);
    expect(round(mtu, rp)).toEqual(['warn rp_filter is 1 → set it to 2']);
  });
});

describe('the readiness of a node', () => {
  it('stays while everything is read again; systemd is told each time, and once', () => {
    const told: string[] = [];
    const { ready, reloading, notReady } = makeReadiness({
      ready: () => told.push('ready'),
      reloading: () => told.push('reloading'),
    } as unknown as Parameters<typeof makeReadiness>[0]);
    expect(notReady()).toEqual(['the node is not set up yet']);
    ready();
    ready();
    expect(notReady()).toEqual([]);
    reloading();
    expect(notReady()).toEqual([]);
    ready();
    ready();
    expect(told).toEqual(['ready', 'reloading', 'ready']);
  });

  it('is not there where everything is read again before it was set up', () => {
    const told: string[] = [];
    const { reloading, notReady } = makeReadiness({
      ready: () => told.push('ready'),
      reloading: () => told.push('reloading'),
    } as unknown as Parameters<typeof makeReadiness>[0]);
    reloading();
    expect(notReady()).toHaveLength(1);
    expect(told).toEqual(['reloading']);
  });
});
