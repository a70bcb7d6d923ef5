import { describe, expect, it } from 'vitest';
import { cniConfs } from '../../../src/checks/cni/cni-confs.ts';
import { found, NODE } from './support.ts';

const told = async (...names: readonly string[]): Promise<string[]> =>
  (await found(cniConfs, NODE, { 'names in /etc/cni/net.d': names })).map(({ message }) => message);

describe('CNI confs in the folder of container runtimes', () => {
  it.each(['conf', 'conflist', 'json'])('before flannel’s are told of: .%s', async (ending) => {
    expect(await told('10-flannel.conflist', `05-cilium.${ending}`)).toEqual([
      `container runtimes take the first CNI conf in /etc/cni/net.d, and before 10-flannel.conflist comes /etc/cni/net.d/05-cilium.${ending}`,
    ]);
  });

  it('are told of in their order, all in one', async () => {
    expect(await told('05-b.conf', '00-a.conf')).toEqual([
      expect.stringMatching(/comes \/etc\/cni\/net\.d\/00-a\.conf, \/etc\/cni\/net\.d\/05-b\.conf$/),
    ]);
  });

  it('do no harm after flannel’s, and under names that runtimes do not read', async () => {
    expect(await told('10-flannel.conflist', '99-loopback.conf')).toEqual([]);
    expect(await told('00-multus.conf.bak', '00-multus.d', 'README')).toEqual([]);
    expect(await told()).toEqual([]);
  });
});
