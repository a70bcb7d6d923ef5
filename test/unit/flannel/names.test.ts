import { expect, test } from 'vitest';
import { isPodNetworkLink, vxlanLinkFamily, vxlanLinkName } from '../../../src/flannel/index.ts';

test.each(['ipv4', 'ipv6'] as const)('the name of the vxlan link of %s tells the family', (family) => {
  expect(vxlanLinkFamily(vxlanLinkName(family, 4096))).toBe(family);
});

test.each(['flannel.', 'flannel.1x', 'flannel-v6', 'flannel.ipip', 'xflannel.1'])(
  '%s is no such name',
  (name) => {
    expect(vxlanLinkFamily(name)).toBeUndefined();
  },
);

test.each(['cni0', 'flannel.1', 'flannel-v6.1', 'flannel-wg', 'flannel0'])(
  '%s is of the pod network',
  (name) => {
    expect(isPodNetworkLink(name)).toBe(true);
  },
);

test.each(['eth0', 'cni01', 'flannels'])('%s is not of the pod network', (name) => {
  expect(isPodNetworkLink(name)).toBe(false);
});
