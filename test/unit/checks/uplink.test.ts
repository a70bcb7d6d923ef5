import { describe, expect, it } from 'vitest';
import {
  checkCarrier,
  checkChoice,
  checkPublicIP,
  checkTunnel,
} from '../../../src/checks/links/uplink/uplink.ts';
import type { Uplink } from '../../../src/host/index.ts';
import type { Address, LinkName } from '../../../src/net/index.ts';

const uplink = (more: Partial<Uplink> = {}): Uplink => ({
  name: 'eth0' as LinkName,
  addresses: { ipv4: '192.168.1.1' as Address, ipv6: 'fd00::1' as Address },
  mtu: 1500,
  up: true,
  kind: 'device',
  by: 'default-route',
  reason: 'the default route goes by it',
  candidates: [],
  ...more,
});

const OTHERS: Pick<Uplink, 'candidates'> = {
  candidates: [
    { name: 'eth1' as LinkName, address: '10.9.0.1' as Address },
    { name: 'eth2' as LinkName, address: '10.8.0.1' as Address },
  ],
};

describe('an uplink among others', () => {
  it('is warned of where it was guessed, with why and with the others', () => {
    const [finding, ...more] = checkChoice(uplink(OTHERS));
    expect(more).toEqual([]);
    expect(finding?.severity).toBe('warning');
    expect(finding?.message).toBe(
      'eth0 192.168.1.1 and fd00::1 was taken as uplink, because the default route goes by it; it could also be eth1 10.9.0.1, eth2 10.8.0.1',
    );
    expect(finding?.hint).toContain('--iface eth0, or --iface eth1');
  });

  it.each(['iface', 'iface-regex', 'iface-can-reach', 'public-ip', 'remembered'] as const)(
    'is not where it was chosen by %s',
    (by) => {
      expect(checkChoice(uplink({ ...OTHERS, by }))).toEqual([]);
    },
  );

  it('is not where there is no other', () => {
    expect(checkChoice(uplink())).toEqual([]);
  });
});

describe('a tunnel as uplink', () => {
  it.each(['wireguard', 'tun', 'vxlan', 'gre', 'ipip', 'sit', 'ip6tnl', 'geneve'])(
    '%s is warned of',
    (kind) => {
      const [finding] = checkTunnel(uplink({ kind, mtu: 1420 }), 1370);
      expect(finding).toMatchObject({ severity: 'warning' });
      expect(finding?.message).toContain(
        `a tunnel itself (${kind}, MTU 1420), so that pods get an MTU of 1370`,
      );
    },
  );

  it.each(['device', 'veth', 'vlan', 'bond', 'bridge', 'macvlan'])('%s is none', (kind) => {
    expect(checkTunnel(uplink({ kind }), 1450)).toEqual([]);
  });
});

describe('the carrier of the uplink', () => {
  const missing = { ifname: 'eth0', flags: ['NO-CARRIER', 'BROADCAST', 'UP'] };

  it('is told where it is missing', () => {
    expect(checkCarrier(uplink(), [missing])).toMatchObject([
      { severity: 'warning', effect: 'outage', hint: expect.stringMatching(/: ip link show eth0$/) },
    ]);
  });

  it.each([
    ['is there', uplink(), [{ ifname: 'eth0', flags: ['BROADCAST', 'UP', 'LOWER_UP'] }]],
    ['is missing on another link', uplink(), [{ ...missing, ifname: 'eth1' }]],
    ['cannot be there, since the uplink is down', uplink({ up: false }), [missing]],
  ])('says nothing where it %s', (_, of, links) => {
    expect(checkCarrier(of, links)).toEqual([]);
  });
});

describe('the public IP', () => {
  it("is told where it is not the uplink's, of either family", () => {
    const [own, own6] = ['192.168.1.1', 'fd00::1'] as Address[] as [Address, Address];
    expect(checkPublicIP(uplink(), [own, own6])).toEqual([]);
    expect(checkPublicIP(uplink(), ['203.0.113.1' as Address, own6])).toMatchObject([
      { message: "the public IP 203.0.113.1 is not eth0's 192.168.1.1" },
    ]);
    expect(checkPublicIP(uplink(), [own, '2001:db8::1' as Address])).toMatchObject([
      { message: "the public IP 2001:db8::1 is not eth0's fd00::1" },
    ]);
  });
});
