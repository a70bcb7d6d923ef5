import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { EventDocument } from '../../../src/generated/types.d.ts';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { expectExit, initArgs, netConf } from '../../support/host/node.ts';
import { snapshot, unordered } from '../../support/host/snapshot.ts';

/** The address of a router beyond the host's own subnet, as clouds give them; the pod network below covers it. */
const GATEWAY = '10.0.5.2';

/** Puts a router at the other end of the host's uplink, and the default route to it. */
async function withRouter(host: Host): Promise<Host['sh']> {
  const router = `${host.netns}-r`;
  await execa('ip', ['netns', 'add', router]);
  onTestFinished(async () => void (await execa('ip', ['netns', 'del', router])));
  await host.sh(`ip link set eth0-far netns ${router}`);
  const sh = async (command: string): Promise<string> =>
    (await execa('ip', ['netns', 'exec', router, ...command.split(' ')])).stdout;
  await sh('ip link set lo up');
  await sh('ip link set eth0-far up');
  await sh('ip address add 192.168.77.2/24 dev eth0-far');
  await sh(`ip address add ${GATEWAY}/32 dev lo`);
  await host.sh(`ip route replace default via ${GATEWAY} dev eth0 onlink`);
  return sh;
}

/** Gives the peer the subnet that the gateway's address is in: its route leads what is for the gateway into the overlay. */
const SWALLOW = [
  'init',
  '--node',
  'n1',
  '--net-conf',
  netConf({ Network: '10.0.0.0/8', SubnetMin: '10.0.1.0' }),
  '--peer',
  'n2=192.168.77.2,10.0.5.0/24',
  '--ignore-preflight-errors',
  'Routes',
  '--confirm-timeout',
  '0',
  '--yes',
];

const probedIn = (stdout: string): EventDocument | undefined =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as EventDocument)
    .find(({ event }) => event === 'probed');

describe('what answered before a change', () => {
  test('has to answer after it, or the host is rolled back: a gateway that a route swallows', async () => {
    const host = await freshHost();
    await withRouter(host);
    const before = unordered(await snapshot(host));
    const { stderr } = expectExit(await host.flannelctl(SWALLOW), 5);
    expect(stderr).toContain(`does not answer any more: default gateway ${GATEWAY}`);
    expect(stderr).toContain('the host is as it was before');
    expect(unordered(await snapshot(host))).toEqual(before);
  });

  test('is told apart from what did not, which is not asked again', async () => {
    const host = await freshHost();
    const router = await withRouter(host);
    await router(`ip address del ${GATEWAY}/32 dev lo`);
    const { stdout } = expectExit(await host.flannelctl([...SWALLOW, '-o', 'ndjson']), 0);
    expect(probedIn(stdout)).toMatchObject({ answered: ['peer n2 192.168.77.2'], silent: [] });
  });

  test('is also the default gateway of IPv6, by its link', async () => {
    const host = await freshHost();
    const router = await withRouter(host);
    await router('ip address add fe80::2/64 dev eth0-far nodad');
    await host.sh('ip route add default via fe80::2 dev eth0');
    const { stdout } = expectExit(await host.flannelctl([...initArgs(), '--yes', '-o', 'ndjson']), 0);
    expect(probedIn(stdout)?.answered).toContain('default gateway fe80::2%eth0');
  });
});
