import { describe, expect, it } from 'vitest';
import { chooseSubnets } from '../../../src/leases/index.ts';
import type { Prefix } from '../../../src/net/index.ts';
import { netConfOf } from './sources-support.ts';

const V4 = { Network: '10.3.0.0/16', SubnetLen: 24, Backend: { Type: 'vxlan' } };
const DUAL = { ...V4, EnableIPv6: true, IPv6Network: 'fd00::/48' };

const subnets = (ipv4: string, ipv6?: string): { ipv4: Prefix; ipv6?: Prefix } => ({
  ipv4: ipv4 as Prefix,
  ...(ipv6 === undefined ? {} : { ipv6: ipv6 as Prefix }),
});
const first = () => 0;
const last = (below: number): number => below - 1;

describe('the subnets of a new lease', () => {
  it.each([
    ['is the first that is free', ['10.3.9.0/24', '10.3.8.0/24'], [], '10.3.9.0/24'],
    ['is the next where that is taken', ['10.3.9.0/24', '10.3.8.0/24'], ['10.3.9.0/24'], '10.3.8.0/24'],
    ['is not one that a wider lease holds', ['10.3.9.0/24'], ['10.3.8.0/22'], '10.3.1.0/24'],
    ['is not one that flanneld does not give out', ['10.3.0.0/24'], [], '10.3.1.0/24'],
    ['is not one of another network or length', ['10.9.9.0/24', '10.3.9.0/25'], [], '10.3.1.0/24'],
  ])('a wish %s', async (_, wishes, taken, chosen) => {
    const wished = wishes.map((wish) => subnets(wish));
    expect(chooseSubnets(await netConfOf(V4), taken as Prefix[], wished, first)).toEqual({ ipv4: chosen });
  });

  it('a wish of one family alone is none where both are needed', async () => {
    const wished = [subnets('10.3.9.0/24'), subnets('10.3.8.0/24', 'fd00:0:0:8::/64')];
    expect(chooseSubnets(await netConfOf(DUAL), [], wished, first)).toEqual(wished[1]);
  });

  it('without a wish is one of the first hundred that are free', async () => {
    const taken = ['10.3.1.0/24', '10.3.2.0/24'] as Prefix[];
    const netConf = await netConfOf(V4);
    expect(chooseSubnets(netConf, taken, [], first)).toEqual({ ipv4: '10.3.3.0/24' });
    expect(chooseSubnets(netConf, taken, [], last)).toEqual({ ipv4: '10.3.102.0/24' });
  });

  it('are none where the network is full', async () => {
    const netConf = await netConfOf(V4);
    expect(() => chooseSubnets(netConf, ['10.3.0.0/16' as Prefix], [], first)).toThrow(
      /the network is full: all 255/,
    );
  });
});
