import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Host, makeHost } from '../../support/host/netns.ts';

/** Uplinks of every sort. The first address that ip lists is never the best one. */
const LINKS = [
  'link add name eth1 mtu 9000 type veth peer name eth1-far mtu 9000',
  'address add 169.254.7.7/16 scope link dev eth1',
  'address add 192.168.88.3/24 preferred_lft 0 valid_lft 3600 dev eth1',
  'address add 192.168.89.4/24 preferred_lft 3000 valid_lft 3600 dev eth1',
  'address add 192.168.90.5/24 dev eth1',
  'address add 192.168.90.6/24 dev eth1',
  'link add name eth2 type veth peer name eth2-far',
  'link add name eth3 type veth peer name eth3-far',
  'address add 169.254.8.8/16 scope link dev eth3',
  'link set eth1 up',
  'link set eth1-far up',
  'link set eth2 up',
  'link set eth3 up',
  'route add default via 192.168.90.254 dev eth1 metric 100',
];

const TUNNEL = [
  'tuntap add dev tunnel0 mode tun',
  'link set tunnel0 mtu 1480',
  'address add 10.99.1.1/24 dev tunnel0',
  'link set tunnel0 up',
  'route add 10.99.0.0/24 dev tunnel0 mtu 1350',
];

const NET_CONF = '{"Network":"10.244.0.0/16","Backend":{"Type":"vxlan"}}';

describe('the uplink', () => {
  let host: Host;
  beforeAll(async () => {
    host = await makeHost();
    await host.sh('ip -batch -', `${LINKS.join('\n')}\n`);
  });
  afterAll(async () => host.remove());

  const init = async (...flags: string[]) =>
    host.flannelctl([
      'init',
      '--dry-run',
      '--net-conf',
      NET_CONF,
      '--node',
      'n1',
      '--ignore-preflight-errors',
      'all',
      '-o',
      'json',
      ...flags,
    ]);

  it.each([
    ['of the default route with the lowest metric', [], 'eth0', '192.168.77.1'],
    ['named', ['--iface', 'eth0'], 'eth0', '192.168.77.1'],
    ['with its first global, permanent, primary address', ['--iface', 'eth1'], 'eth1', '192.168.90.5'],
    ['with only a link-scope address', ['--iface', 'eth3'], 'eth3', '169.254.8.8'],
    ['by one of its addresses', ['--iface', '192.168.90.6'], 'eth1', '192.168.90.6'],
    ['by an address that is not to be used any more', ['--iface', '192.168.88.3'], 'eth1', '192.168.88.3'],
    ['by the public IP', ['--public-ip', '192.168.89.4'], 'eth1', '192.168.89.4'],
    ['named, behind NAT', ['--iface', 'eth1', '--public-ip', '203.0.113.1'], 'eth1', '203.0.113.1'],
  ])('is found: %s', async (_, flags, uplink, publicIP) => {
    const { stdout, stderr } = await init(...flags);
    expect(JSON.parse(stdout).node, stderr).toMatchObject({ uplink, publicIP });
  });

  it.each([
    ['a link that is not there', ['--iface', 'eth9'], 'no link is named eth9'],
    ['an address that no link has', ['--iface', '192.168.99.9'], 'no link has the address 192.168.99.9'],
    ['a loopback address', ['--iface', '127.0.0.1'], 'no link has the address 127.0.0.1'],
    ['a public IP that no link has', ['--public-ip', '203.0.113.1'], 'no link has the public IP 203.0.113.1'],
    ['a link without an IPv4 address', ['--iface', 'eth2'], 'eth2 has no IPv4 address'],
  ])('is not found by %s, which is said', async (_, flags, message) => {
    const { exitCode, stderr } = await init(...flags);
    expect(stderr).toContain(`Uplink: ${message}`);
    expect(exitCode).toBe(4);
  });

  it('is warned of where it was guessed among others, and not where it was named', async () => {
    const guessed = await init();
    expect(guessed.stderr).toContain(
      '[Uplink] eth0 192.168.77.1 was taken as uplink, because the default route goes by it',
    );
    expect(guessed.stderr).toContain('it could also be eth1 192.168.90.5');
    expect((await init('--iface', 'eth0')).stderr).not.toContain('[Uplink]');
  });

  it('is warned of where it is a tunnel, and where the way to a peer carries less', async () => {
    await host.sh('ip -batch -', `${TUNNEL.join('\n')}\n`);
    const { stderr } = await init('--iface', 'tunnel0', '--peer', 'n2=10.99.0.2,10.244.2.0/24');
    expect(stderr).toContain('tunnel0 is a tunnel itself (tun, MTU 1480), so that pods get an MTU of 1430');
    expect(stderr).toContain('the way to 10.99.0.2 carries packets of 1350 bytes');
    expect(stderr).toContain('"MTU": 1350');
    await host.sh('ip link del tunnel0');
  });

  it('is not guessed where there is no IPv4 default route', async () => {
    await host.sh('ip route flush 0.0.0.0/0');
    const { exitCode, stderr } = await init();
    expect(stderr).toContain('Uplink: there is no IPv4 default route');
    expect(exitCode).toBe(4);
  });
});
