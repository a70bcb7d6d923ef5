import { describe, expect } from 'vitest';
import type { Host, RunOptions } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf, peerFlags } from '../../support/host/node.ts';
import {
  expectState,
  journalOf,
  start,
  stateOf,
  test,
  until,
  untilOver,
  untilPending,
} from '../../support/transactions/running.ts';

/** The operator has come by SSH from a pod of n2 to the first address of this node's subnet. */
const FROM_N2: RunOptions = { env: { SSH_CONNECTION: '10.244.2.1 5 10.244.1.1 22' } };

const TOUCHING: readonly (readonly [string, readonly string[]])[] = [
  ['another VNI', ['--net-conf', netConf({ Backend: { Type: 'vxlan', VNI: 7 } })]],
  ['another address of the peer that it leads to', peerFlags('n2=192.168.77.22,10.244.2.0/24')],
];

const NOT_TOUCHING: readonly (readonly [string, readonly string[], RunOptions])[] = [
  ['another peer', peerFlags('n3=192.168.77.33,10.244.3.0/24'), FROM_N2],
  [
    'a VNI, where the operator comes by the uplink',
    TOUCHING[0]?.[1] ?? [],
    {
      env: { SSH_CONNECTION: '192.168.77.9 5 192.168.77.1 22' },
    },
  ],
  [
    'a VNI, where --confirm-timeout 0 is given',
    [...(TOUCHING[0]?.[1] ?? []), '--confirm-timeout', '0'],
    FROM_N2,
  ],
];

const isAbout = (iso: string, seconds: number): boolean =>
  Math.abs(Date.parse(iso) - Date.now() - seconds * 1000) < 60_000;

async function nodeN1(host: Host): Promise<void> {
  await initN1(host);
}

describe.concurrent("a change of the operator's own path", () => {
  test.for(TOUCHING)('waits to be confirmed: %s', async ([, flags], { host }) => {
    await nodeN1(host);
    const before = await stateOf(host);
    const command = start(host, ['join', ...flags, '--yes'], FROM_N2);
    const pending = await untilPending(host);
    expect(isAbout(pending.until, 120), pending.until).toBe(true);
    await until('it says so', async () => command.said().includes('flannelctl confirm'));
    expect(command.said()).toContain('your SSH connection from 10.244.2.1 comes by it');
    expectExit(await host.flannelctl(['rollback', '--yes']), 0);
    expectExit(await command.ended, 7);
    await untilOver(host);
    await expectState(host, before);
  });
});

describe.concurrent('a change of anything else', () => {
  test.for(NOT_TOUCHING)('waits for nobody: %s', async ([, flags, options], { host }) => {
    await nodeN1(host);
    expectExit(await host.flannelctl(['join', ...flags, '--yes'], options), 0);
    expect(await journalOf(host)).toEqual([]);
  });
});
