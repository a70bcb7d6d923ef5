import { describe, expect, it } from 'vitest';
import type { CheckedNode } from '../../../src/checks/check.ts';
import { ways } from '../../../src/checks/routing/ways.ts';
import { routingRulesOf } from '../../../src/host/facts/tables/policy-rules.ts';
import type { PathTo } from '../../../src/host/index.ts';
import type { Address } from '../../../src/net/index.ts';
import type { Change } from '../../../src/state/index.ts';
import { found, NODE } from './support.ts';

const [PEER] = NODE.network.peers;
const SUBNET = PEER?.ipv4?.subnet ?? '';
const POD = SUBNET.replace(/\.0\/\d+$/, '.2');

const rule = (priority: number, more: object): Record<string, unknown> => ({ priority, src: 'all', ...more });
const MAIN = [rule(0, { table: '255' }), rule(32766, { table: '254' }), rule(32767, { table: '253' })];

/** A node whose kernel sends packets to a pod, or to the peer itself, by a path; `missing`: join has yet to make the route. */
const nodeWith = (
  path: object,
  rules: readonly Record<string, unknown>[],
  missing = false,
  to: string = POD,
): CheckedNode => ({
  ...NODE,
  ways: {
    paths: new Map([[to as Address, path as PathTo]]),
    podPaths: new Map(),
    rules: {
      4: routingRulesOf(
        [...MAIN, ...rules].toSorted((a, b) => Number(a['priority']) - Number(b['priority'])),
        4,
      ),
      6: [],
    },
  },
  diff: missing
    ? {
        changes: [{ action: 'create', to: { kind: 'route', dst: SUBNET } } as unknown as Change],
        unchanged: 0,
      }
    : NODE.diff,
});

const told = async (node: CheckedNode): Promise<string[]> =>
  (await found(ways, node, {})).map(({ message }) => message);

const VPN = rule(5270, { table: '52' });
const BY_VPN = { dev: 'tun0', table: '52' };

describe('a way to pods', () => {
  it.each([true, false])('by a table before main is told of (missing: %s)', async (missing) => {
    const [finding] = await found(ways, nodeWith(BY_VPN, [VPN], missing), {});
    expect(finding).toMatchObject({ severity: 'warning', effect: 'outage' });
    expect(finding?.message).toContain('go by tun0: the rule with priority 5270 looks in table 52');
    expect(finding?.hint).toContain('lookup main priority 5269');
  });

  it('that a rule stops is told of', async () => {
    const [network, length] = SUBNET.split('/');
    const blackhole = rule(500, { dst: network, dstlen: Number(length), action: '6' });
    expect(await told(nodeWith({}, [blackhole], true))).toEqual([
      expect.stringContaining('are stopped by the rule with priority 500 (blackhole)'),
    ]);
  });

  it.each<[string, CheckedNode]>([
    ['by the overlay', nodeWith({ dev: 'flannel.1', gateway: '10.244.2.0' }, [VPN])],
    ['by the overlay, in another table', nodeWith({ dev: 'flannel.1', table: '52' }, [VPN])],
    [
      'through the peer itself, in another table',
      nodeWith({ dev: 'eth0', gateway: PEER?.ipv4?.publicIP, table: '52' }, [VPN]),
    ],
    ['that join has yet to make, by the default route', nodeWith({ dev: 'eth0' }, [], true)],
    ['that join has yet to make, with no route', nodeWith({}, [], true)],
    [
      'that join has yet to make, by a table after main',
      nodeWith(BY_VPN, [{ ...VPN, priority: 32770 }], true),
    ],
    [
      'that join has yet to make, by a table after main without its default route, as wg-quick does',
      nodeWith(BY_VPN, [rule(5000, { table: '254', suppress_prefixlen: 0 }), VPN], true),
    ],
    [
      'by a rule for some ports',
      nodeWith({}, [rule(5, { ipproto: '6', dport_start: 8000, dport_end: 9000, action: '6' })], true),
    ],
    [
      'by a rule for another network',
      nodeWith({}, [rule(5, { dst: '10.9.0.0', dstlen: 16, action: '6' })], true),
    ],
  ])('%s is well', async (_, node) => {
    expect(await told(node)).toEqual([]);
  });
});

describe('a way to a peer', () => {
  it.each(['flannel.1', 'cni0'])('by %s is refused', async (dev) => {
    const [finding] = await found(ways, nodeWith({ dev }, [], false, PEER?.ipv4?.publicIP), {});
    expect(finding?.severity).toBe('error');
    expect(finding?.message).toContain(`leads into the overlay itself, by ${dev}`);
  });

  it('by the uplink is well', async () => {
    expect(await told(nodeWith({ dev: 'eth0' }, [], false, PEER?.ipv4?.publicIP))).toEqual([]);
  });
});
