import { describe, expect, it, test } from 'vitest';
import { DUAL, netConf, v4, v6, vxlan, words } from './check.ts';

describe('what flanneld derives (flannel-facts 1.3)', () => {
  test.each([
    ['10.3.0.0/16', {}, 24, '10.3.1.0', '10.3.255.0'],
    ['10.3.0.0/22', {}, 24, '10.3.1.0', '10.3.3.0'],
    ['10.3.0.0/23', {}, 25, '10.3.0.128', '10.3.1.128'],
    ['10.3.0.0/24', {}, 26, '10.3.0.64', '10.3.0.192'],
    ['10.3.0.16/28', {}, 30, '10.3.0.20', '10.3.0.28'],
    [
      '10.3.0.0/16',
      { SubnetLen: 0, SubnetMin: '0.0.0.0', SubnetMax: '0.0.0.0' },
      24,
      '10.3.1.0',
      '10.3.255.0',
    ],
    ['10.3.0.0/16', { SubnetLen: 28 }, 28, '10.3.0.16', '10.3.255.240'],
    ['10.3.0.0/16', { SubnetLen: 30 }, 30, '10.3.0.4', '10.3.255.252'],
    ['10.3.0.0/16', { SubnetLen: 18 }, 18, '10.3.64.0', '10.3.192.0'],
    ['10.3.0.0/16', { SubnetMin: '10.3.0.0' }, 24, '10.3.0.0', '10.3.255.0'],
    ['10.3.0.0/16', { SubnetMin: '10.3.5.0', SubnetMax: '10.3.5.0' }, 24, '10.3.5.0', '10.3.5.0'],
    ['10.3.0.0/16', { SubnetMin: '::ffff:10.3.5.0' }, 24, '10.3.5.0', '10.3.255.0'],
    ['128.0.0.0/2', {}, 24, '128.0.1.0', '191.255.255.0'],
    ['10.3.4.5/16', {}, 24, '10.3.1.0', '10.3.255.0'],
  ])(
    'of %s with %o: subnets of /%i from %s to %s',
    async (Network, more, subnetLen, subnetMin, subnetMax) => {
      const checked = await netConf(v4({ Network, ...more }));
      expect(words(checked, 'error')).toEqual([]);
      expect(checked.netConf?.ipv4).toMatchObject({ subnetLen, subnetMin, subnetMax });
      expect(checked.netConf?.ipv6).toBeUndefined();
    },
  );

  test.each([
    ['fc00::/48', {}, 64, 'fc00:0:0:1::', 'fc00:0:0:ffff::'],
    ['fd00:244::/56', {}, 64, 'fd00:244:0:1::', 'fd00:244:0:ff::'],
    ['fc00::/62', {}, 64, 'fc00:0:0:1::', 'fc00:0:0:3::'],
    ['fc00::/63', {}, 65, 'fc00::8000:0:0:0', 'fc00:0:0:1:8000::'],
    ['fc00::/124', {}, 126, 'fc00::4', 'fc00::c'],
    ['fc00::/48', { IPv6SubnetLen: 80 }, 80, 'fc00::1:0:0:0', 'fc00:0:0:ffff:ffff::'],
    ['fc00::/48', { IPv6SubnetMin: 'fc00::', IPv6SubnetMax: null }, 64, 'fc00::', 'fc00:0:0:ffff::'],
    ['fc00::/48', { IPv6SubnetMin: '::' }, 64, 'fc00:0:0:1::', 'fc00:0:0:ffff::'],
    ['FC00:0:0::/48', {}, 64, 'fc00:0:0:1::', 'fc00:0:0:ffff::'],
  ])(
    'of %s with %o: subnets of /%i from %s to %s',
    async (IPv6Network, more, subnetLen, subnetMin, subnetMax) => {
      const checked = await netConf(v6({ IPv6Network, ...more }));
      expect(words(checked, 'error')).toEqual([]);
      expect(checked.netConf?.ipv6).toMatchObject({ subnetLen, subnetMin, subnetMax });
      expect(checked.netConf?.ipv4).toBeUndefined();
    },
  );

  it('gives both families of a dual-stack net-conf', async () => {
    const { netConf: conf } = await netConf(v4(DUAL));
    expect(conf?.ipv4?.network).toBe('10.3.0.0/16');
    expect(conf?.ipv6?.network).toBe('fd00:244::/56');
  });

  it('fills in the defaults of vxlan', async () => {
    const { netConf: conf } = await netConf(v4({}));
    const flags = { gbp: false, learning: false, directRouting: false };
    expect(conf?.backend).toEqual({ type: 'vxlan', vni: 1, port: 8472, ...flags });
    expect(conf).not.toHaveProperty('enableNFTables');
  });

  it('keeps what is given for vxlan', async () => {
    const given = { VNI: 42, Port: 4789, MTU: 1400, GBP: true, Learning: true, DirectRouting: true };
    const { netConf: conf } = await netConf(vxlan(given, { EnableNFTables: false }));
    const flags = { gbp: true, learning: true, directRouting: true };
    expect(conf?.backend).toEqual({ type: 'vxlan', vni: 42, port: 4789, mtu: 1400, ...flags });
    expect(conf?.enableNFTables).toBe(false);
  });
});

describe('what is accepted', () => {
  test.each<readonly [string, object]>([
    ['keys in any case', { NETWORK: '10.3.0.0/16', backend: { TYPE: 'VXLAN', vni: 5 } }],
    ['a VNI at the end of what its device name takes', vxlan({ VNI: 9_999_999 })],
    ['a VNI at the end of what its IPv6 device name takes', vxlan({ VNI: 9999 }, DUAL)],
    ['VNI 0', vxlan({ VNI: 0 })],
    ['the first and the last port', vxlan({ Port: 65535 })],
    ['the least MTU for IPv6', vxlan({ MTU: 1350 }, DUAL)],
    ['the least MTU without a warning', vxlan({ MTU: 626 })],
    ['jumbo frames', vxlan({ MTU: 9216 })],
    ...['host-gw', 'wireguard', 'udp', 'ipip', 'extension', 'alloc', 'tencent-vpc'].map(
      (Type) => [`the backend ${Type}`, v4({ Backend: { Type } })] as const,
    ),
    ['the backend ipsec with a long key', v4({ Backend: { Type: 'ipsec', PSK: 'x'.repeat(96) } })],
    ...[0, 65535].map(
      (seconds) =>
        [
          `a keepalive of ${seconds} seconds`,
          v4({ Backend: { Type: 'wireguard', PersistentKeepaliveInterval: seconds } }),
        ] as const,
    ),
    ['a WireGuard key', v4({ Backend: { Type: 'wireguard', Mode: 'auto', PSK: `${'A'.repeat(43)}=` } })],
  ])('%s: no problem', async (_, conf) => {
    const { netConf: checked, problems } = await netConf(conf);
    expect(problems).toEqual([]);
    expect(checked).toBeDefined();
  });
});
