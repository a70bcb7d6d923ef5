import { describe, expect, it } from 'vitest';
import { type BackendInput, desiredState } from '../../../src/backends/index.ts';
import { SUBNET_ENV } from '../../../src/flannel/index.ts';
import { DUAL, EXAMPLE, SIX, VXLAN } from '../../support/example-node.ts';

const subnetEnv = (input: BackendInput): string | undefined =>
  desiredState(input).flatMap((object) =>
    object.kind === 'file' && object.path === SUBNET_ENV ? [object.content] : [],
  )[0];

/** As flanneld writes it (flannel-facts 5): the keys in this order, those of a family that is off left out. */
const FOUR = 'FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\n';
const SIXES = 'FLANNEL_IPV6_NETWORK=fd00:10:244::/56\nFLANNEL_IPV6_SUBNET=fd00:10:244:1::1/64\n';

describe('subnet.env', () => {
  it.each<[string, BackendInput, string]>([
    ['IPv4', EXAMPLE, `${FOUR}FLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n`],
    ['both families', DUAL, `${FOUR}${SIXES}FLANNEL_MTU=1430\nFLANNEL_IPMASQ=true\n`],
    ['IPv6 alone', SIX, `${SIXES}FLANNEL_MTU=1430\nFLANNEL_IPMASQ=true\n`],
    [
      'a smaller MTU',
      { ...DUAL, backend: { ...VXLAN, mtu: 1400 } },
      `${FOUR}${SIXES}FLANNEL_MTU=1350\nFLANNEL_IPMASQ=true\n`,
    ],
    [
      'host-gw',
      { ...DUAL, backend: { type: 'host-gw' } },
      `${FOUR}${SIXES}FLANNEL_MTU=1500\nFLANNEL_IPMASQ=true\n`,
    ],
    ['no masquerading', { ...SIX, ipMasq: false }, `${SIXES}FLANNEL_MTU=1430\nFLANNEL_IPMASQ=false\n`],
  ])('of %s is byte for byte what flanneld writes', (_, input, expected) => {
    expect(subnetEnv(input)).toBe(expected);
  });

  it('is where it is wanted, with the folders above it', () => {
    const files = desiredState({ ...EXAMPLE, subnetFile: '/run/blue/net/subnet.env' }).flatMap((object) =>
      object.kind === 'file' ? [object.path] : [],
    );
    expect(files.slice(-2)).toEqual(['/etc/cni/net.d/10-flannel.conflist', '/run/blue/net/subnet.env']);
    expect(files).toEqual(expect.arrayContaining(['/run/blue', '/run/blue/net']));
    expect(files).not.toContain('/run/flannel');
  });
});
