import { describe, expect, it } from 'vitest';
import type { WatchInterest } from '../../../src/host/index.ts';
import { readMonitorLine, readRouteLine } from '../../../src/host/monitor/ip-lines.ts';
import { type KnownAddresses, readAddressLine } from '../../../src/host/monitor/known-addresses.ts';
import { readKnownLinks, withPresentName } from '../../../src/host/monitor/known-links.ts';
import type { LinkName } from '../../../src/net/index.ts';

const INTEREST: WatchInterest = {
  root: '/',
  links: new Set(),
  uplink: 'eth0' as LinkName,
  networks: [],
  sysctls: new Map(),
  paths: [],
};

/** Links by index, as `ip -N -d -o link` prints them. */
const LINKS = readKnownLinks(
  ['3: eth0', '4: eth1', '5: eth0'].map(
    (link) => `${link}: <UP> mtu 1500 group 0 \\ link/[1] 0a:00:00:00:00:01`,
  ),
);

/** What lines of `ip -N -d -o monitor label address` (iproute2 6.1) tell of addresses. */
function addresses(...lines: readonly string[]): string[] {
  const known: KnownAddresses = new Set();
  return lines.flatMap((line) => {
    const read = readMonitorLine(line);
    const seen = read && readAddressLine(withPresentName(read, LINKS), known, INTEREST);
    return seen === undefined ? [] : [`${seen.key} ${seen.what}`];
  });
}

describe('lines about addresses', () => {
  it('of one that is tentative first tell of it once', () => {
    expect(
      addresses(
        '[ADDR]3: eth0    inet6 2001:db8::5/64 scope 0 tentative dynamic mngtmpaddr \\       valid_lft 86400sec preferred_lft 14400sec',
        '[ADDR]3: eth0    inet6 2001:db8::5/64 scope 0 dynamic mngtmpaddr \\       valid_lft 86400sec preferred_lft 14400sec',
        '[ADDR]Deleted 3: eth0    inet6 2001:db8::5/64 scope 0 dynamic mngtmpaddr \\       valid_lft 0sec preferred_lft 0sec',
      ),
    ).toEqual(['address eth0 2001:db8::5/64 came', 'address eth0 2001:db8::5/64 gone']);
  });

  it('of temporary ones and of other links tell nothing', () => {
    expect(
      addresses(
        '[ADDR]3: eth0    inet6 2001:db8::1234/64 scope 0 temporary dynamic \\       valid_lft 86400sec preferred_lft 14400sec',
        '[ADDR]4: eth1    inet 10.0.0.1/24 scope 0 eth1\\       valid_lft forever preferred_lft forever',
      ),
    ).toEqual([]);
  });

  it('of one with another end take the length from there', () => {
    expect(
      addresses(
        '[ADDR]3: eth0    inet 10.0.0.1 peer 10.0.0.2/32 scope 0 eth0\\       valid_lft forever preferred_lft forever',
      ),
    ).toEqual(['address eth0 10.0.0.1/32 came']);
  });

  it('of one that another host has say that it changed', () => {
    expect(
      addresses(
        '[ADDR]3: eth0    inet6 fd77::1/64 scope 0 dadfailed tentative \\       valid_lft forever preferred_lft forever',
      ),
    ).toEqual(['address eth0 fd77::1/64 changed']);
  });

  it('have the name of the link that it has now, and not the one that it had before', () => {
    expect(
      addresses(
        '[ADDR]Deleted 5: old0    inet 10.0.0.1/24 scope 0 eth0\\       valid_lft forever preferred_lft forever',
        '[ADDR]Deleted 4: eth0    inet 10.0.0.2/24 scope 0 eth1\\       valid_lft forever preferred_lft forever',
      ),
    ).toEqual(['address eth0 10.0.0.1/24 gone']);
  });

  it('that go on with the line before are left out', () => {
    expect(
      readMonitorLine('\tnh_info id 5 via fd00:9::1 dev flannel.1 scope 253 proto 140 onlink '),
    ).toBeUndefined();
  });
});

describe('lines about default routes', () => {
  it.each([
    ['[ROUTE]default via 10.0.0.254 dev eth1 table 254 proto 3 scope 0 ', ['route default set']],
    ['[ROUTE]default via 10.0.0.254 dev eth0 table 254 proto 3 scope 0 ', []],
    ['[ROUTE]default via 10.0.0.254 dev eth1 table 100 proto 3 scope 0 ', []],
    ['[ROUTE]Deleted default via 10.0.0.254 dev eth1 table 254 proto 3 scope 0 ', []],
  ])('%s tells %j', (line, told) => {
    const seen = readRouteLine(readMonitorLine(line) ?? expect.unreachable(), INTEREST);
    expect(seen === undefined ? [] : [`${seen.key} ${seen.what}`]).toEqual(told);
  });
});
