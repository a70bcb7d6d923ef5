import { expect, test } from 'vitest';
import { bridgeOf, flannelByHand } from '../../support/adopt/by-hand.ts';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { expectExit, initArgs } from '../../support/host/node.ts';

const FLANNELS = 'blackhole 10.244.1.0/24';
const OURS = 'blackhole 10.244.1.0/24 proto 140 metric 4294967295';

const blackholes = async (host: Host): Promise<string[]> =>
  (await host.sh('ip route show type blackhole')).split('\n').map((line) => line.trim());

const wayToPod = async (host: Host): Promise<string> =>
  host.sh('ip route get 10.244.1.9').catch((error: Error) => error.message);

/** A host of flanneld's whose blackhole route was there before the bridge had its address. */
const blocked = async (): Promise<Host> =>
  flannelByHand({ more: [`ip route add ${FLANNELS}`, ...bridgeOf('cni0')] });

test('flanneld’s blackhole route of this node’s subnet goes, so that the bridge is reached', async () => {
  const host = await blocked();
  expect(await wayToPod(host)).toContain('Invalid argument');
  const { stdout } = expectExit(await host.flannelctl(['join', '--node', 'n1', '--yes']), 0);
  expect(stdout).toMatch(/^ +- route blackhole 10\.244\.1\.0\/24 *$/m);
  expect(await blackholes(host)).toEqual(['']);
  expect(await wayToPod(host)).toContain('dev cni0');
});

test('a rollback puts it before the route of the bridge again', async () => {
  const host = await blocked();
  const join = ['join', '--node', 'n1', '--yes', '--confirm-timeout', '1'];
  const { stderr } = await host.flannelctl(join);
  expect(stderr).toContain('was rolled back: the host is as it was before');
  expect(await blackholes(host)).toEqual([FLANNELS]);
  expect(await wayToPod(host)).toContain('Invalid argument');
});

test('with --ip-blackhole-route the one that is behind the bridge’s route takes its place', async () => {
  const host = await flannelByHand({ more: [`ip route add ${FLANNELS}`] });
  expectExit(await host.flannelctl(['join', '--node', 'n1', '--ip-blackhole-route', '--yes']), 0);
  expect(await blackholes(host)).toEqual([OURS]);
  expect(await wayToPod(host)).toContain('dev cni0');
  expectExit(await host.flannelctl(['status', '--no-probe']), 0);
});

test('a blackhole route of an earlier subnet of this node goes, too', async () => {
  const host = await flannelByHand({ more: ['ip route add blackhole 10.244.7.0/24'] });
  expectExit(await host.flannelctl(['join', '--node', 'n1', '--yes']), 0);
  expect(await blackholes(host)).toEqual(['']);
});

test('another program’s blackhole routes stay: of another length, protocol or metric, and outside of the pod network', async () => {
  const others = [
    'blackhole 10.9.0.0/24',
    'blackhole 10.244.9.0/24 proto static',
    'blackhole 10.244.8.0/24 metric 77',
  ];
  const host = await flannelByHand({ more: others.map((route) => `ip route add ${route}`) });
  const ignoring = ['--ignore-preflight-errors', 'Routes'];
  expectExit(await host.flannelctl(['join', '--node', 'n1', '--yes', ...ignoring]), 0);
  expect(await blackholes(host)).toEqual(expect.arrayContaining(others));
});

test('where flanneld did not run, the blackhole route is refused as any other', async () => {
  const host = await freshHost();
  await host.sh(`ip route add ${FLANNELS}`);
  const { stderr } = await host.flannelctl([...initArgs(), '--yes']);
  expect(stderr).toContain('the route blackhole 10.244.1.0/24 is in this node');
  expect(await blackholes(host)).toEqual([FLANNELS]);
});
