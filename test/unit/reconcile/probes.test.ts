import { describe, expect, it } from 'vitest';
import type { Probe } from '../../../src/host/index.ts';
import type { Address } from '../../../src/net/index.ts';
import { goForward } from '../../../src/reconcile/apply/forward.ts';
import { stillAnswering } from '../../../src/reconcile/apply/probes.ts';
import { memoryHost } from '../../support/memory-host/host.ts';
import { newMachine } from '../../support/memory-host/machine.ts';
import { powerFor } from '../../support/memory-host/power.ts';
import { NONE_OURS } from '../../support/model/arbitraries.ts';

const [GATEWAY, PEER] = ['192.168.1.254', '192.168.1.2'].map(
  (address): Probe => ({ kind: 'peer', name: address, address: address as Address }),
) as [Probe, Probe];

/** A host on which addresses answer from some second on, and how often each number of them was asked. */
function hostWhere(answers: ReadonlyMap<Probe, number>, onRound: () => void = () => {}) {
  const { host } = memoryHost(newMachine(), powerFor(0));
  const began = host.clock.uptime();
  const asked: number[] = [];
  const answering = async (probes: readonly Probe[]): Promise<readonly Probe[]> => {
    asked.push(probes.length);
    onRound();
    return probes.filter(
      (probe) => host.clock.uptime() - began >= (answers.get(probe) ?? Number.POSITIVE_INFINITY),
    );
  };
  return { host: { ...host, network: { ...host.network, answering } }, asked };
}

describe('addresses that answered before a change', () => {
  it('are asked once where all still answer', async () => {
    const { host, asked } = hostWhere(new Map([GATEWAY, PEER].map((probe) => [probe, 0])));
    expect(await stillAnswering(host, [GATEWAY, PEER])).toEqual([]);
    expect(asked).toEqual([2]);
  });

  it('are asked once a second until each has answered', async () => {
    const { host, asked } = hostWhere(
      new Map([
        [GATEWAY, 0],
        [PEER, 3],
      ]),
    );
    expect(await stillAnswering(host, [GATEWAY, PEER])).toEqual([]);
    expect(asked).toEqual([2, 1, 1, 1]);
  });

  it('are given up after five seconds, and named', async () => {
    const { host, asked } = hostWhere(new Map([[GATEWAY, 0]]));
    expect(await stillAnswering(host, [GATEWAY, PEER])).toEqual([PEER]);
    expect(asked).toEqual([2, 1, 1, 1, 1]);
  });

  it('are asked no more after a stop', async () => {
    const stop = new AbortController();
    const { host, asked } = hostWhere(new Map(), () => stop.abort());
    expect(await stillAnswering(host, [GATEWAY, PEER], stop.signal)).toEqual([GATEWAY, PEER]);
    expect(asked).toEqual([2]);
  });
});

describe('a change after which addresses', () => {
  const target = {
    desired: [],
    recorded: { paths: new Set<string>(), chains: new Set<string>() },
    scope: { root: '/', sysctls: [], paths: [] },
  };
  const forward = async (answers: ReadonlyMap<Probe, number>) => {
    const { host } = hostWhere(answers);
    const events: unknown[] = [];
    const input = { id: 'a1', target, observed: [], marks: NONE_OURS, answered: [GATEWAY, PEER] };
    const ended = goForward(
      { ...input, diff: { changes: [], unchanged: 0 } },
      { host, on: (event) => events.push(event) },
    );
    const error = await ended.then(
      () => undefined,
      ({ message }: Error) => message,
    );
    return { probed: events.at(-1), error };
  };
  const shown = (probe: Probe): string => `${probe.name} ${probe.name}`;

  it('still answer succeeds', async () => {
    expect(await forward(new Map([GATEWAY, PEER].map((probe) => [probe, 0])))).toEqual({
      probed: { event: 'probed', answered: [GATEWAY, PEER].map(shown), silent: [] },
      error: undefined,
    });
  });

  it('are silent fails, and they are named', async () => {
    expect(await forward(new Map([[GATEWAY, 0]]))).toEqual({
      probed: { event: 'probed', answered: [shown(GATEWAY)], silent: [shown(PEER)] },
      error: `what answered before does not answer any more: ${shown(PEER)}`,
    });
  });
});
