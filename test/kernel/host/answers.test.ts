import { mkdtemp, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Probe } from '../../../src/host/index.ts';
import { type Address, addressFromNumber } from '../../../src/net/index.ts';
import { bundleFunctions, type Callable } from '../../support/host/inside.ts';
import { startNameServers } from '../../support/host/name-servers.ts';
import { type Host, settled } from '../../support/host/netns.ts';
import { stillAnsweringHere } from '../../support/host/still-answering.ts';
import { wiredHosts } from '../../support/host/wire.ts';

/** What name servers say to a question they don't answer, by address; 2: SERVFAIL, 3: NXDOMAIN, 5: REFUSED. */
const SERVERS = { '192.168.77.50': 0, '192.168.77.52': 2, '192.168.77.53': 3, '192.168.77.55': 5 };
const SILENT = '192.168.77.59';

const probe = (kind: Probe['kind'], address: string): Probe => ({
  kind,
  name: `${kind} ${address}`,
  address: address as Address,
});

describe('who answers', () => {
  let functions: Callable;
  beforeAll(async () => {
    functions = await bundleFunctions({
      answering: 'host/answers.ts',
      canPing: 'host/answers.ts',
      stillAnsweringHere: '../test/support/host/still-answering.ts',
    });
  });
  afterAll(async () => functions.remove());

  const callIn = async (
    { netns }: Host,
    via: readonly string[],
    name: string,
    ...args: readonly unknown[]
  ) => {
    const { stdout } = await execa('ip', [
      'netns',
      'exec',
      netns,
      ...via,
      ...functions.command(name, ...args),
    ]);
    return JSON.parse(stdout) as unknown;
  };

  const addressesIn = (answered: unknown): string[] => (answered as Probe[]).map(({ address }) => address);

  it('are hosts that are there, by IPv4 and by IPv6', async () => {
    const [one, two] = await wiredHosts();
    await one.sh('ip address add fd00::1/64 dev eth0');
    await two.sh('ip address add fd00::2/64 dev eth0');
    await two.sh('ip address add fe80::2/64 dev eth0');
    const linkLocal = { ...probe('gateway', 'fe80::2'), zone: 'eth0' };
    const there = [
      probe('gateway', '192.168.77.2'),
      linkLocal,
      probe('peer', '192.168.77.2'),
      probe('peer', 'fd00::2'),
    ];
    const elsewhere = { ...linkLocal, zone: 'lo' };
    expect(await callIn(one, [], 'answering', [elsewhere])).toEqual([]);
    const gone = ['192.168.77.254', 'fd00::9', '203.0.113.9'].map((address) => probe('peer', address));
    expect(await callIn(one, [], 'answering', [...gone, ...there])).toEqual(there);
    expect(await callIn(one, [], 'answering', [])).toEqual([]);
  });

  it('is found among more of them than are asked at a time', async () => {
    const [one] = await wiredHosts();
    const silent = Array.from({ length: 450 }, (_, i) =>
      probe('peer', addressFromNumber(4, BigInt(0xc6120000 + i))),
    );
    const answered = await callIn(one, [], 'answering', [...silent, probe('peer', '192.168.77.2')]);
    expect(addressesIn(answered)).toEqual(['192.168.77.2']);
  });

  it('are name servers that say anything, be it that they refuse', async () => {
    const [one, two] = await wiredHosts();
    await startNameServers(two, { ...SERVERS, [SILENT]: null });
    await one.sh('ip route add 192.168.77.48/28 via 192.168.77.2');
    const closed = '192.168.77.2';
    const asked = [SILENT, closed, '127.0.0.53', '203.0.113.9', ...Object.keys(SERVERS)];
    const answered = await callIn(
      one,
      [],
      'answering',
      asked.map((address) => probe('nameserver', address)),
    );
    expect(addressesIn(answered)).toEqual(Object.keys(SERVERS));
  });

  it('are only name servers where there is no ping', async () => {
    const [one, two] = await wiredHosts();
    await startNameServers(two, SERVERS);
    await one.sh('ip route add 192.168.77.48/28 via 192.168.77.2');
    const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-no-ping-'));
    await symlink('/usr/bin/xargs', path.join(folder, 'xargs'));
    const via = ['env', `PATH=${folder}`];
    const server = probe('nameserver', '192.168.77.53');
    expect(await callIn(one, via, 'answering', [probe('peer', '192.168.77.2'), server])).toEqual([server]);
    expect(await callIn(one, via, 'canPing')).toBe(false);
    expect(await callIn(one, [], 'canPing')).toBe(true);
    await rm(folder, { recursive: true });
  });

  it('again after a while have not gone silent', async () => {
    const [one, two] = await wiredHosts();
    await two.sh('ip link set eth0 down');
    const asked = callIn(one, [], 'stillAnsweringHere', [probe('peer', '192.168.77.2')]);
    await noticed(one, '192.168.77.2');
    await two.sh('ip link set eth0 up');
    await settled(two.sh, 'eth0');
    expect(await asked).toEqual([]);
  });

  it('no more have, when they are asked for five seconds', async () => {
    const [one] = await wiredHosts();
    const silent = [probe('peer', '192.168.77.3'), probe('nameserver', '192.168.77.2')];
    const began = performance.now();
    const left = await callIn(one, [], 'stillAnsweringHere', [...silent, probe('peer', '192.168.77.2')]);
    expect(left).toEqual(silent);
    expect(performance.now() - began).toBeGreaterThan(4900);
  });

  it('is not asked again once it is told to stop', async () => {
    // Nothing listens at this loopback address, which is so at once.
    const silent = [probe('nameserver', '127.255.7.9')];
    const began = performance.now();
    expect(await stillAnsweringHere(silent, AbortSignal.abort())).toEqual(silent);
    expect(performance.now() - began).toBeLessThan(4000);
  });
});

/** Waits until a host looks for an address that nobody has. */
async function noticed({ sh }: Host, address: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!/INCOMPLETE|FAILED/.test(await sh(`ip neigh show to ${address}`))) {
    if (performance.now() > deadline) throw new Error(`nobody has asked for ${address}`);
  }
}
