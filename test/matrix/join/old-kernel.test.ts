import { describe, expect, test } from 'vitest';
import { freshHost, type Host, type RunOptions } from '../../support/host/netns.ts';
import { expectExit, netConf } from '../../support/host/node.ts';
import { snapshot, unordered } from '../../support/host/snapshot.ts';
import { NO_NEXTHOPS, wrapTools } from '../../support/host/tools.ts';

const planOf = (nodes: readonly number[], backend: object = {}): string =>
  JSON.stringify({
    kind: 'SubnetPlan',
    netConf: JSON.parse(
      netConf({
        EnableIPv6: true,
        IPv6Network: 'fd00:244::/48',
        Backend: { Type: 'vxlan', ...backend },
      }),
    ) as object,
    nodes: nodes.map((n) => ({
      name: `n${n}`,
      publicIP: `192.168.77.${n}`,
      publicIPv6: `fd77::${n}`,
      subnet: `10.244.${n}.0/24`,
      ipv6Subnet: `fd00:244:0:${n}::/64`,
    })),
  });

async function oldHost(): Promise<{ host: Host; old: RunOptions }> {
  const host = await freshHost();
  await host.sh('ip address add fd77::1/64 dev eth0 nodad');
  const { via } = await wrapTools(undefined, NO_NEXTHOPS);
  return { host, old: { via } };
}

const routesOf = async (host: Host): Promise<string> =>
  `${await host.sh('ip route show proto 140')}\n${await host.sh('ip -6 route show proto 140')}`;

/** Each route's words, once for every peer. */
const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

describe('on a kernel without nexthop objects', () => {
  test('peers are reached by plain routes, through all of a node’s life', async () => {
    const { host, old } = await oldHost();
    const before = unordered(await snapshot(host));
    const join = async (plan: string): Promise<string> => {
      expectExit(await host.flannelctl(['join', '--plan', '-', '--yes'], { ...old, input: plan }), 0);
      expect(await host.sh('ip nexthop')).toBe('');
      const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe'], old), 0);
      expect(stdout).toContain('plain routes: this kernel has no nexthop objects');
      return routesOf(host);
    };
    const init = ['init', '--plan', '-', '--node', 'n1', '--yes'];
    expectExit(await host.flannelctl(init, { ...old, input: planOf([1, 2]) }), 0);
    const more = await join(planOf([1, 2, 3]));
    expect(count(more, /^10\.244\.[23]\.0\/24 via 10\.244\.[23]\.0 dev flannel\.1 onlink/gm)).toBe(2);
    expect(count(more, /^fd00:244:0:[23]::\/64 via fd00:244:0:[23]:: dev flannel-v6\.1 /gm)).toBe(2);
    const direct = await join(planOf([1, 2, 3], { DirectRouting: true }));
    expect(count(direct, / via (?:192\.168\.77|fd77:):?\.?[23] dev eth0 /g)).toBe(4);
    const less = await join(planOf([1, 3]));
    expect(count(less, /^\S+ via /gm)).toBe(2);

    await host.sh('ip route del 10.244.3.0/24 proto 140');
    await host.sh('ip -6 route replace fd00:244:0:3::/64 via fd77::9 dev eth0 proto 140');
    const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe'], old), 11);
    expect(stdout).toMatch(/^n3 +192\.168\.77\.3 +\S+ +MISSING +- /m);
    expect(stdout).toMatch(/^n3 +fd77::3 +\S+ +WRONG +- /m);
    expectExit(await host.flannelctl(['join', '--yes'], old), 0);
    expect(await routesOf(host)).toBe(less);
    expectExit(await host.flannelctl(['reset', '--yes'], old), 0);
    expect(unordered(await snapshot(host))).toEqual(before);
  });
});

test('once the kernel has nexthop objects, routes come to go by them, and back again', async () => {
  const { host, old } = await oldHost();
  const init = ['init', '--plan', '-', '--node', 'n1', '--yes'];
  expectExit(await host.flannelctl(init, { ...old, input: planOf([1, 2, 3]) }), 0);
  const plain = await routesOf(host);
  const { stdout } = expectExit(await host.flannelctl(['diff', '--show-commands']), 0);
  expect(count(stdout, /route replace \S+ nhid \d+ protocol 140/g)).toBe(4);
  expect(stdout).not.toContain('route del');
  expectExit(await host.flannelctl(['join', '--yes']), 0);
  expect(count(await routesOf(host), / nhid \d+ /g)).toBe(4);
  expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  await host.sh('ip nexthop flush');
  expectExit(await host.flannelctl(['join', '--yes'], old), 0);
  expect(await routesOf(host)).toBe(plain);
});
