import { describe, expect, test } from 'vitest';
import type { ErrorDocument } from '../../../src/generated/types.d.ts';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { changesOf, expectExit, initN1, netConf } from '../../support/host/node.ts';
import { OTHERS } from '../../support/host/others.ts';
import { snapshot, unordered } from '../../support/host/snapshot.ts';
import { MISBEHAVIOUR, wrapTools } from '../../support/host/tools.ts';

const ROUTE = 'route 10.99.0.0/16 via 10.244.2.0 dev flannel.1 proto 4 onlink';
const ADD_ROUTE = 'ip route add 10.99.0.0/16 via 10.244.2.0 dev flannel.1 onlink proto static';

const vxlan = (backend: object): string[] => [
  '--net-conf',
  netConf({ Backend: { Type: 'vxlan', ...backend } }),
];

/** Commands that take a link of ours away, if only to put it back. */
const TAKING: Readonly<Record<string, readonly string[]>> = {
  'join with another VNI': ['join', ...vxlan({ VNI: 7 })],
  'join with another port': ['join', ...vxlan({ Port: 4789 })],
  'init with group policy': ['init', ...vxlan({ GBP: true })],
  reset: ['reset'],
};

/** The plan of n1 once n3 has left. */
const WITHOUT_N3 = JSON.stringify({
  kind: 'SubnetPlan',
  netConf: JSON.parse(netConf()) as object,
  nodes: [
    { name: 'n1', publicIP: '192.168.77.1', subnet: '10.244.1.0/24' },
    { name: 'n2', publicIP: '192.168.77.2', subnet: '10.244.2.0/24' },
  ],
});

async function hostWith(...commands: readonly string[]): Promise<Host> {
  const host = await freshHost();
  await initN1(host);
  for (const command of commands) await host.sh(command);
  return host;
}

test.each(Object.entries(TAKING))(
  '%s is refused where a foreign route is deleted with it, unless that is accepted',
  async (_, args) => {
    const host = await hostWith(ADD_ROUTE);
    const before = await snapshot(host);
    const { stdout, stderr } = expectExit(await host.flannelctl([...args, '--yes']), 8);
    expect(stdout).toContain(`   !- ${ROUTE}  (not created by flannelctl; deleted with link flannel.1)\n`);
    expect(stdout).toContain('1 to be lost (not created by flannelctl)');
    expect(stderr).toContain(`deleted with link flannel.1: ${ROUTE}`);
    expect(stderr).toContain('nothing was changed');
    expect(await snapshot(host)).toEqual(before);
    expectExit(await host.flannelctl([...args, '--yes', '--accept-loss']), 0);
    expect(await host.sh('ip route')).not.toContain('10.99.0.0');
  },
);

describe('what is foreign and deleted with ours', () => {
  test('is shown by diff, for people and for programs', async () => {
    const host = await hostWith(ADD_ROUTE, 'ip link add link cni0 name mv0 type macvlan mode bridge');
    const args = ['diff', ...vxlan({ Port: 4789 })];
    const { stdout } = expectExit(await host.flannelctl(args), 0);
    expect(stdout.match(/!- .*/g)).toEqual([
      `!- ${ROUTE}  (not created by flannelctl; deleted with link flannel.1)`,
    ]);
    const { collateral } = await changesOf(host, ...args);
    expect(collateral).toEqual([{ object: ROUTE, removedBy: 'link flannel.1' }]);
    expect(await changesOf(host, 'diff')).not.toHaveProperty('collateral');
    const { collateral: all } = await changesOf(host, 'reset', '--accept-loss', '--dry-run');
    expect(all).toContainEqual({ object: 'link mv0@cni0 type macvlan mode bridge', removedBy: 'link cni0' });
  });

  test('is listed as problems for programs', async () => {
    const host = await hostWith(ADD_ROUTE);
    const { stdout } = expectExit(await host.flannelctl(['reset', '--yes', '-o', 'json']), 8);
    const { error } = JSON.parse(stdout) as ErrorDocument;
    expect(error).toMatchObject({
      code: 'conflict',
      message: '1 object(s) not created by flannelctl would be deleted with ours; nothing was changed',
    });
    expect(error.problems.map(({ message }) => message)).toEqual([`deleted with link flannel.1: ${ROUTE}`]);
  });

  test('past twenty is one line, unless all are asked for', async () => {
    const host = await hostWith();
    const routes = Array.from({ length: 21 }, (_, i) => `route add 10.99.${i}.0/24 dev flannel.1 table 9\n`);
    await host.sh('ip -batch -', routes.join(''));
    const args = ['diff', ...vxlan({ Port: 4789 })];
    const [folded, unfolded] = [await host.flannelctl(args), await host.flannelctl([...args, '-v'])];
    expect(folded.stdout.match(/!- .*/g)).toEqual([
      '!- 21 objects not created by flannelctl are deleted with link flannel.1 (-v lists them)',
    ]);
    expect(unfolded.stdout.match(/!- .*/g)).toHaveLength(21);
  });

  test('can be what uses our nexthop, when its peer leaves', async () => {
    const host = await hostWith();
    const id = /id (\d+) via 10\.244\.3\.0/.exec(await host.sh('ip nexthop'))?.[1] ?? '';
    await host.sh(`ip route add 10.99.0.0/16 nhid ${id}`);
    const leave = ['join', '--plan', '-', '--yes'];
    const { stderr } = expectExit(await host.flannelctl(leave, { input: WITHOUT_N3 }), 8);
    expect(stderr).toContain(`deleted with nexthop ${id}: route 10.99.0.0/16 nhid ${id}`);
    expectExit(await host.flannelctl([...leave, '--accept-loss'], { input: WITHOUT_N3 }), 0);
    expect(await host.sh('ip route')).not.toContain('10.99.0.0');
  });

  test('can be a route that has an address of ours as its source', async () => {
    const host = await hostWith('ip route add 10.97.0.0/16 dev eth0 src 10.244.1.1');
    const { stderr } = expectExit(await host.flannelctl(['reset', '--yes']), 8);
    expect(stderr).toContain('deleted with address cni0 10.244.1.1/24: route 10.97.0.0/16 dev eth0');
  });

  test('is not what stays: routes by other links, one with a source that moves to the new link', async () => {
    const host = await hostWith(
      'ip route add 10.97.0.0/16 dev eth0 src 10.244.1.0',
      'ip route add 10.99.0.0/16 via 192.168.77.9',
    );
    expectExit(await host.flannelctl(['join', ...vxlan({ VNI: 7 }), '--yes']), 0);
    const routes = await host.sh('ip route');
    expect(routes).toContain('10.97.0.0/16 dev eth0 scope link src 10.244.1.0');
    expect(routes).toContain('10.99.0.0/16');
  });
});

const FAILING = ['join', ...vxlan({ Port: 4789 }), '--yes', '--accept-loss'];
const VXLAN = 'ip link add vx9 type vxlan id 9 dev flannel.1 dstport 4790';

describe('a change that fails', () => {
  const together = [...new Set(Object.values(OTHERS).flat())].filter(
    (line) => !/nhid 70|br9|172\.31/.test(line),
  );

  test('puts back what others have lost by then', async () => {
    const host = await hostWith();
    await host.sh('ip -batch -', `${together.join('\n')}\n`);
    const before = unordered(await snapshot(host));
    const { via } = await wrapTools(MISBEHAVIOUR.failOnce(3));
    const { stderr } = expectExit(await host.flannelctl(FAILING, { via }), 5);
    expect(stderr).toContain('made to fail');
    expect(unordered(await snapshot(host))).toEqual(before);
  });

  test('says what it can not restore', async () => {
    const host = await hostWith(VXLAN);
    const { via } = await wrapTools(MISBEHAVIOUR.failOnce(3));
    const { stderr } = expectExit(await host.flannelctl(FAILING, { via }), 6);
    expect(stderr).toContain("can't be created again: link vx9@flannel.1 type vxlan");
  });

  test('has nothing to restore where nothing is lost yet', async () => {
    const host = await hostWith(VXLAN, ADD_ROUTE);
    const before = await snapshot(host);
    const { via } = await wrapTools(MISBEHAVIOUR.failOnce(1));
    expectExit(await host.flannelctl(FAILING, { via }), 5);
    expect(await snapshot(host)).toEqual(before);
  });
});
