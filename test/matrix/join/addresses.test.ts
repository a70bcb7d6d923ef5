import { describe, expect, test } from 'vitest';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf } from '../../support/host/node.ts';
import { snapshot, unordered } from '../../support/host/snapshot.ts';
import { MISBEHAVIOUR, wrapTools } from '../../support/host/tools.ts';
import { EVERY_MOMENT } from '../../support/sample.ts';

/** The plan of n1 and n2, by the third number of each one's subnet. */
const planOf = (n1: number, n2: number): string =>
  JSON.stringify({
    kind: 'SubnetPlan',
    netConf: JSON.parse(netConf({ EnableIPv6: true, IPv6Network: 'fd00:244::/48' })) as object,
    nodes: [n1, n2].map((subnet, i) => ({
      name: `n${i + 1}`,
      publicIP: `192.168.77.${i + 1}`,
      publicIPv6: `fd77::${i + 1}`,
      subnet: `10.244.${subnet}.0/24`,
      ipv6Subnet: `fd00:244:0:${subnet}::/64`,
    })),
  });

const SWAP = { args: ['join', '--plan', '-', '--yes', '--accept-loss'], input: planOf(2, 1) };

/** The kernel's own route for multicast comes to a bridge without carrier with the next address of IPv6. */
const withoutMulticast = (seen: Awaited<ReturnType<typeof snapshot>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(unordered(seen)).map(([key, lines]) => [
      key,
      Array.isArray(lines)
        ? lines.filter((line) => !/multicast.*"dev":"cni0"|"dev":"cni0".*multicast/.test(`${line}`))
        : lines,
    ]),
  );

async function planned(): Promise<Host> {
  const host = await freshHost();
  await host.sh('ip address add fd77::1/64 dev eth0 nodad');
  expectExit(
    await host.flannelctl(['init', '--plan', '-', '--node', 'n1', '--yes'], { input: planOf(1, 2) }),
    0,
  );
  return host;
}

describe('two nodes that swap their subnets', () => {
  test('each has the addresses of the other then, and the route to it', async () => {
    const host = await planned();
    const { stderr } = expectExit(await host.flannelctl(SWAP.args, SWAP), 0);
    expect(stderr).toContain('pods of this node are cut off');
    expect(await host.sh('ip -br address show dev cni0')).toMatch(/ 10\.244\.2\.1\/24 fd00:244:0:2::1\/64/);
    const routes = await host.sh('ip route');
    expect(routes).toMatch(/^10\.244\.1\.0\/24 nhid \d+ via 10\.244\.1\.0 dev flannel\.1 /m);
    expect(routes).toMatch(/^10\.244\.2\.0\/24 dev cni0 proto kernel /m);
    expect(routes.match(/^10\.244\./gm)).toHaveLength(2);
    expect(await host.sh('ip -6 route')).toMatch(/^fd00:244:0:1::\/64 nhid \d+ .*dev flannel-v6\.1 /m);
    expectExit(await host.flannelctl(['status', '--no-probe']), 0);
    expectExit(await host.flannelctl(SWAP.args, { input: planOf(1, 2) }), 0);
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
  });

  test.each([2, 4])('and have their own again, where call %d of a tool fails', async (call) => {
    const host = await planned();
    const before = withoutMulticast(await snapshot(host));
    const { via } = await wrapTools(MISBEHAVIOUR.failOnce(call));
    const { exitCode, stderr } = await host.flannelctl(SWAP.args, { ...SWAP, via });
    expect([0, 5], stderr).toContain(exitCode);
    if (exitCode === 5) expect(withoutMulticast(await snapshot(host))).toEqual(before);
    else expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  });
});

const OWN = '10.244.1.1/24';

/** What somebody did to the addresses of the bridge, and whether the kernel promotes there where all is not tried. */
const OTHERS: readonly (readonly [string, readonly string[], number])[] = [
  ['another one took its place', [`del ${OWN}`, 'add 10.244.1.2/24'], 1],
  ['another one came before it', [`del ${OWN}`, 'add 10.244.1.2/24', `add ${OWN}`], 0],
  ['another one came after it', ['add 10.244.1.2/24'], 0],
  ['two came before it', [`del ${OWN}`, 'add 10.244.1.3/24', 'add 10.244.1.2/24', `add ${OWN}`], 1],
];

describe.each([
  ['takes the others along', 0],
  ['leaves its place to the next', 1],
])('where the first address of a subnet %s', (_, promote) => {
  const tried = OTHERS.filter(([, , promotes]) => EVERY_MOMENT || promotes === promote);
  test.each(tried)('join mends a bridge where %s', async (_name, changes) => {
    const host = await freshHost();
    await initN1(host);
    const before = unordered(await snapshot(host));
    await host.sh(
      `sysctl -q -w net.ipv4.conf.cni0.promote_secondaries=${promote} net.ipv4.conf.all.promote_secondaries=0`,
    );
    for (const change of changes) {
      const [verb = '', address = ''] = change.split(' ');
      const brd = verb === 'add' ? ' brd +' : '';
      await host.sh(`ip address ${verb} ${address}${brd} dev cni0`);
    }
    expectExit(await host.flannelctl(['status', '--no-probe']), 11);
    expectExit(await host.flannelctl(['join', '--yes']), 0);
    await host.sh('sysctl -q -w net.ipv4.conf.cni0.promote_secondaries=0');
    expect(unordered(await snapshot(host))).toEqual(before);
  });
});

test('what is foreign and needs the bridge to have an address is told', async () => {
  const host = await freshHost();
  await initN1(host);
  for (const change of [`del ${OWN}`, 'add 10.244.1.2/24']) await host.sh(`ip address ${change} dev cni0`);
  await host.sh('ip route add 10.97.0.0/16 dev cni0');
  const { stderr } = expectExit(await host.flannelctl(['join', '--yes']), 8);
  expect(stderr).toContain('deleted with address cni0 10.244.1.2/24: route 10.97.0.0/16 dev cni0');
  expectExit(await host.flannelctl(['join', '--yes', '--accept-loss']), 0);
  expectExit(await host.flannelctl(['status', '--no-probe']), 0);
});
