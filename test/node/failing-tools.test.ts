import { describe, expect, test } from 'vitest';
import type { ErrorDocument } from '../../src/generated/types.d.ts';
import { freshHost, type Host } from '../support/netns.ts';
import { snapshot, unordered } from '../support/snapshot.ts';
import { MISBEHAVIOUR, wrapTools } from '../support/tools.ts';
import { ENGINES, expectExit, initArgs, initN1, netConf, peerFlags } from './support.ts';

const JOIN = [
  'join',
  ...peerFlags('n2=192.168.77.22,10.244.20.0/24', 'n4=192.168.77.4,10.244.4.0/24'),
  '--net-conf',
  netConf({ Backend: { Type: 'vxlan', Port: 4789 } }),
  '--no-ip-masq',
];

/** What is done on which host, and how many calls of tools it takes. */
const WORK: Readonly<Record<string, readonly [string[], number, (host: Host) => Promise<unknown>]>> = {
  'init with nft': [initArgs(ENGINES[0][1]), 6, async () => {}],
  'init with iptables': [initArgs(ENGINES[1][1]), 7, async () => {}],
  join: [JOIN, 6, async (host) => initN1(host)],
  'join with another VNI': [
    ['join', '--net-conf', netConf({ Backend: { Type: 'vxlan', VNI: 7 } })],
    6,
    async (host) => initN1(host),
  ],
  'join with the other rule engine': [
    ['join', '--net-conf', netConf({ EnableNFTables: false })],
    3,
    async (host) => initN1(host, ENGINES[0][1]),
  ],
  'reset with iptables': [['reset'], 10, async (host) => initN1(host, ENGINES[1][1])],
};

const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

describe('where one call of a tool fails, whichever it is', () => {
  test.each(Object.entries(WORK))('%s leaves the host as it was', async (_, [args, calls, make]) => {
    const host = await freshHost();
    await make(host);
    const before = unordered(await snapshot(host));
    for (const at of upTo(calls)) {
      const { via } = await wrapTools(MISBEHAVIOUR.failOnce(at));
      const { stderr } = expectExit(await host.flannelctl([...args, '--yes'], { via }), 5);
      expect(stderr, `call ${at}`).toContain('made to fail');
      expect(stderr).toContain('it is as before');
      expect(unordered(await snapshot(host)), `call ${at}`).toEqual(before);
    }
    const { via } = await wrapTools(MISBEHAVIOUR.failOnce(calls + 1));
    expectExit(await host.flannelctl([...args, '--yes'], { via }), 0);
  });
});

describe('where one call of a tool does nothing and says that it did, whichever it is', () => {
  test('init finds out, and leaves the host as it was', async () => {
    const host = await freshHost();
    const before = await snapshot(host);
    for (const at of upTo(6)) {
      const { via } = await wrapTools(MISBEHAVIOUR.lieOnce(at));
      expectExit(await host.flannelctl([...initArgs(), '--yes'], { via }), 5);
      expect(await snapshot(host), `call ${at}`).toEqual(before);
    }
  });

  test('reset finds out, unless a later call has made up for it', async () => {
    const host = await freshHost();
    const virgin = await snapshot(host);
    for (const at of upTo(5)) {
      await initN1(host);
      const before = unordered(await snapshot(host));
      const { via } = await wrapTools(MISBEHAVIOUR.lieOnce(at));
      const { exitCode } = await host.flannelctl(['reset', '--yes'], { via });
      if (exitCode === 0) expect(await snapshot(host), `call ${at}`).toEqual(virgin);
      else {
        expect(exitCode).toBe(5);
        expect(unordered(await snapshot(host)), `call ${at}`).toEqual(before);
      }
    }
  });
});

describe('where nothing works any more', () => {
  test('what is left is listed, and the next run goes on from there', async () => {
    const host = await freshHost();
    const { via } = await wrapTools(MISBEHAVIOUR.failFrom(3));
    const { stdout } = expectExit(await host.flannelctl([...initArgs(), '--yes', '-o', 'json'], { via }), 6);
    const { error } = JSON.parse(stdout) as ErrorDocument;
    expect(error.message).toContain('made to fail');
    const listed = error.problems.map(({ message }) => message).join('\n');
    expect(listed).toContain('link flannel.1');
    expect(listed).toContain('link cni0');
    expect(await host.sh('ip -br link')).toContain('flannel.1');
    await initN1(host);
    expectExit(await host.flannelctl(['status']), 0);
  });

  test('reset takes away what is left', async () => {
    const host = await freshHost();
    const before = await snapshot(host);
    const { via } = await wrapTools(MISBEHAVIOUR.failFrom(5));
    expectExit(await host.flannelctl([...initArgs(), '--yes'], { via }), 6);
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
    expect(await snapshot(host)).toEqual(before);
  });
});
