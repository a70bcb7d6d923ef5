import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isSubnetEnv, readSubnetEnv, type SubnetEnv, subnetEnvText } from '../../../src/flannel/index.ts';
import { type Prefix, parsePrefix } from '../../../src/net/index.ts';

const prefix = (text: string): Prefix => parsePrefix(text) ?? expect.unreachable();

const octet = fc.integer({ min: 0, max: 255 });
const ipv4 = octet.map((n) => ({ network: prefix('10.244.0.0/16'), subnet: prefix(`10.244.${n}.0/24`) }));
const ipv6 = octet.map((n) => ({
  network: prefix('fd00:244::/48'),
  subnet: prefix(`fd00:244:0:${n.toString(16)}::/64`),
}));
const rest = { mtu: fc.integer({ min: 68, max: 65535 }), ipMasq: fc.boolean() };
const envs: fc.Arbitrary<SubnetEnv> = fc.oneof(
  fc.record({ ipv4, ...rest }),
  fc.record({ ipv6, ...rest }),
  fc.record({ ipv4, ipv6, ...rest }),
);

describe('subnet.env', () => {
  it('is read as what was written, and known for what it is', () => {
    fc.assert(
      fc.property(envs, (env) => {
        const text = subnetEnvText(env);
        expect(readSubnetEnv(text)).toEqual(env);
        expect(isSubnetEnv(text)).toBe(true);
      }),
    );
  });

  it('with a key more or without a subnet is not one of flannel', () => {
    const text = subnetEnvText({
      ipv4: { network: prefix('10.244.0.0/16'), subnet: prefix('10.244.1.0/24') },
      mtu: 1450,
      ipMasq: true,
    });
    expect(isSubnetEnv(`${text}MORE=1\n`)).toBe(false);
    expect(isSubnetEnv('FLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n')).toBe(false);
  });

  test.each([
    ['', 'subnet.env names no subnet'],
    ['FLANNEL_MTU=1450\n', 'subnet.env names no subnet'],
    [
      'FLANNEL_SUBNET=10.244.1.1/24\n',
      'FLANNEL_NETWORK and FLANNEL_SUBNET in subnet.env are not one network and one subnet',
    ],
    [
      'FLANNEL_IPV6_NETWORK=10.244.0.0/16\nFLANNEL_IPV6_SUBNET=10.244.1.1/24\n',
      'FLANNEL_IPV6_NETWORK and FLANNEL_IPV6_SUBNET in subnet.env are not of IPv6',
    ],
  ])('%j is refused', (text, refused) => {
    expect(readSubnetEnv(text)).toEqual({ refused });
  });
});
