import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlanOf, makePlan, type NodeRequest, requestsOf } from '../../../src/leases/index.ts';
import type { Address } from '../../../src/net/index.ts';
import { dual, dualRequests, mac, prefix, request } from './support.ts';

const NET_CONF = dual();
const plan = makePlan(NET_CONF, {}, [
  request(1),
  request(2, { data: { vtepMac: mac('02:00:00:00:00:02') } }),
  request(3),
]);
const [first, second, third] = requestsOf(plan, NET_CONF) as [NodeRequest, NodeRequest, NodeRequest];
const withIpv4 = (node: NodeRequest, values: object): NodeRequest =>
  ({ ...node, ipv4: { ...node.ipv4, ...values } }) as NodeRequest;
const { data: _, ...withoutData } = second.ipv4 ?? {};

describe('a plan', () => {
  it('is that of its own nodes, in any order, which would be the same plan again', () => {
    fc.assert(
      fc.property(dualRequests, (nodes) => {
        const made = makePlan(NET_CONF, {}, nodes);
        const again = requestsOf(made, NET_CONF).toReversed();
        expect(isPlanOf(made, again)).toBe(true);
        expect(makePlan(NET_CONF, {}, again)).toEqual(made);
      }),
      { numRuns: 50 },
    );
  });

  it.each<readonly [string, readonly NodeRequest[]]>([
    ['fewer nodes', [first, second]],
    ['more nodes', [first, second, third, request(4)]],
    ['another node', [first, second, request(4)]],
    ['another public IP', [withIpv4(first, { publicIP: '192.168.9.9' as Address }), second, third]],
    ['another subnet', [withIpv4(first, { pin: prefix('10.244.77.0/24') }), second, third]],
    ['a subnet that nobody chose', [withIpv4(first, { pin: undefined }), second, third]],
    ['a MAC of its own', [withIpv4(first, { data: { vtepMac: mac('02:00:00:00:00:01') } }), second, third]],
    ['another MAC', [first, withIpv4(second, { data: { vtepMac: mac('02:00:00:00:00:03') } }), third]],
    ['no MAC of its own any more', [first, { ...second, ipv4: withoutData } as NodeRequest, third]],
    ['another family', [{ name: first.name }, second, third]],
  ])('is not that of %s', (_case, nodes) => {
    expect(isPlanOf(plan, nodes)).toBe(false);
  });
});
