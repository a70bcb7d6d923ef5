import { describe, expect, it, test } from 'vitest';
import { DUAL, netConf, v4, v6, vxlan, words } from './check.ts';

describe('what is a warning, and what flanneld does then', () => {
  test.each<[string, unknown, RegExp]>([
    [
      'an unknown key',
      v4({ SubnetLenght: 25 }),
      /unknown key SubnetLenght: flanneld ignores it \| Did you mean SubnetLen\?/,
    ],
    ['a key nothing is like', v4({ comment: 'x' }), /unknown key comment.*Known here are: EnableIPv4/],
    [
      'an unknown key of a backend without keys',
      v4({ Backend: { Type: 'host-gw', Speed: 1 } }),
      /unknown key Speed: flanneld ignores it \| Known here are: Type\.$/,
    ],
    ['an unknown key of vxlan', vxlan({ directRouter: true }), /Did you mean DirectRouting\?/],
    ['a key of vxlan at the top', v4({ VNI: 5 }), /ignores VNI here.*Move it into Backend/],
    ['a top key in Backend', vxlan({ SubnetLen: 25 }), /ignores SubnetLen here.*top level/],
    ['a key for Windows', vxlan({ MacPrefix: '0E-2A' }), /ignores MacPrefix here: only flanneld on Windows/],
    ['a key of the samples', v4({ Backend: { Type: 'extension', ShutdownCommand: 'x' } }), /no such command/],
    [
      'no Backend',
      { Network: '10.3.0.0/16' },
      /Backend is missing: flanneld takes udp.*flannelctl takes vxlan/,
    ],
    ['host bits', v4({ Network: '10.3.4.5/16' }), /has host bits set: flanneld takes 10\.3\.0\.0\/16/],
    ['host bits of IPv6', v6({ IPv6Network: 'fc00::1/48' }), /flanneld takes fc00::\/48/],
    [
      'an IPv6Network while IPv6 is off',
      v4({ IPv6Network: 'fd00::/56' }),
      /IPv6Network has no effect: EnableIPv6 is not set/,
    ],
    [
      'a Network while IPv4 is off',
      v6({ Network: '10.3.0.0/16' }),
      /Network has no effect: EnableIPv4 is false/,
    ],
    ['a null flag', v4({ EnableIPv6: null }), /EnableIPv6 is null: flanneld ignores it/],
    ['a null SubnetLen', v4({ SubnetLen: null }), /SubnetLen is null/],
    ['a small MTU', vxlan({ MTU: 600 }), /leaves 550 bytes.*less than the 576/],
    ['an enormous MTU', vxlan({ MTU: 15000 }), /larger than jumbo frames/],
    ['an MTU beyond jumbo frames', vxlan({ MTU: 9217 }), /MTU 9217 is larger than jumbo frames/],
    ['the largest MTU', vxlan({ MTU: 65_535 }), /MTU 65535 is larger than jumbo frames/],
    [
      'udp with IPv6',
      v4({ ...DUAL, Backend: { Type: 'udp' } }),
      /udp carries IPv4 only: the pods' IPv6 goes nowhere/,
    ],
  ])('%s', async (_, conf, pattern) => {
    const checked = await netConf(conf);
    expect(words(checked, 'error')).toEqual([]);
    expect(words(checked, 'warning')).toEqual([expect.stringMatching(pattern)]);
    expect(checked.netConf).toBeDefined();
  });

  it('takes vxlan where there is no Backend', async () => {
    const checked = await netConf({ Network: '10.3.0.0/16' });
    expect(checked.netConf?.backend).toMatchObject({ type: 'vxlan', vni: 1, port: 8472 });
  });

  it('says that the shape of subnets is ignored in Kubernetes', async () => {
    const conf = v4({ SubnetLen: 26, SubnetMin: '10.3.0.64' });
    expect(words(await netConf(conf), 'warning')).toEqual([]);
    expect(words(await netConf(conf, { store: 'kubernetes' }), 'warning')).toEqual([
      expect.stringMatching(/flanneld ignores SubnetLen in Kubernetes.*podCIDR/),
      expect.stringMatching(/flanneld ignores SubnetMin in Kubernetes/),
    ]);
  });
});
