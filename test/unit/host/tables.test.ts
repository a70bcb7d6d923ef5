import { describe, expect, it } from 'vitest';
import { forwardingEntriesOf } from '../../../src/host/facts/tables/fdb.ts';
import { neighborEntriesOf } from '../../../src/host/facts/tables/neighbors.ts';
import { nexthopObjectsOf } from '../../../src/host/facts/tables/nexthops.ts';
import { routingRulesOf } from '../../../src/host/facts/tables/policy-rules.ts';
import { tableRoutesOf } from '../../../src/host/facts/tables/routes.ts';

describe('the tables of a host, as iproute2 6.1 prints them', () => {
  it('policy rules have all their selectors', () => {
    const rules = routingRulesOf(
      [
        { priority: 0, src: 'all', table: '255' },
        { priority: 100, src: '10.244.0.0', srclen: 16, dst: '10.0.0.1', iif: 'br0', table: '52' },
        { priority: 101, src: 'all', fwmark: '0x4000', fwmask: '0x4000', table: '53' },
        { priority: 102, src: 'all', table: '254', suppress_prefixlen: 0 },
        { priority: 103, src: 'all', dst: '10.0.0.1', action: '6' },
        { priority: 104, not: null, src: '10.1.0.0', srclen: 16, goto: 200 },
        { priority: 105, src: 'all', oif: 'eth0', uid_start: 0, ipproto: '17', dport: 53, table: '54' },
        { priority: 200, src: 'all', nop: null },
      ],
      4,
    );
    expect(rules).toEqual([
      { priority: 0, action: 'lookup', table: '255', others: [] },
      {
        priority: 100,
        action: 'lookup',
        table: '52',
        from: '10.244.0.0/16',
        to: '10.0.0.1/32',
        iif: 'br0',
        others: [],
      },
      { priority: 101, action: 'lookup', table: '53', fwmark: { value: 0x4000, mask: 0x4000 }, others: [] },
      { priority: 102, action: 'lookup', table: '254', suppressPrefixLength: 0, others: [] },
      { priority: 103, action: 'blackhole', to: '10.0.0.1/32', others: [] },
      { priority: 104, action: 'goto', target: 200, from: '10.1.0.0/16', not: true, others: [] },
      {
        priority: 105,
        action: 'lookup',
        table: '54',
        oif: 'eth0',
        others: ['uidrange', 'ipproto', 'dport'],
      },
      { priority: 200, action: 'nop', others: [] },
    ]);
  });

  it('routes have their table, their type and all next hops', () => {
    const routes = tableRoutesOf(
      [
        { dst: 'default', gateway: '192.168.7.2', dev: 'eth0', flags: ['onlink'] },
        { type: '6', dst: '10.4.0.0/16', table: '52', protocol: '140', metric: 9, flags: [] },
        { dst: '10.1.0.0/16', nhid: 7, flags: [], metrics: [{ mtu: 1400 }], prefsrc: '192.168.7.1' },
        {
          dst: '10.3.0.1',
          nexthops: [{ via: { family: 'inet6', host: 'fe80::1' }, dev: 'eth0', weight: 3 }],
        },
        { type: '2', dst: '192.168.7.1', dev: 'eth0', table: '255', protocol: '2', flags: ['linkdown'] },
      ],
      4,
    );
    expect(routes).toEqual([
      {
        table: '254',
        type: 'unicast',
        dst: '0.0.0.0/0',
        metric: 0,
        protocol: '3',
        nexthops: [{ via: '192.168.7.2', dev: 'eth0', flags: ['onlink'] }],
      },
      { table: '52', type: 'blackhole', dst: '10.4.0.0/16', metric: 9, protocol: '140', nexthops: [] },
      {
        table: '254',
        type: 'unicast',
        dst: '10.1.0.0/16',
        metric: 0,
        protocol: '3',
        src: '192.168.7.1',
        mtu: 1400,
        nhid: 7,
        nexthops: [],
      },
      {
        table: '254',
        type: 'unicast',
        dst: '10.3.0.1/32',
        metric: 0,
        protocol: '3',
        nexthops: [{ via: 'fe80::1', dev: 'eth0', weight: 3, flags: [] }],
      },
      {
        table: '255',
        type: 'local',
        dst: '192.168.7.1/32',
        metric: 0,
        protocol: '2',
        nexthops: [{ dev: 'eth0', flags: ['linkdown'] }],
      },
    ]);
  });

  it('nexthop objects are next hops, groups or blackholes', () => {
    expect(
      nexthopObjectsOf([
        { id: 5, gateway: '192.168.7.2', dev: 'eth0', flags: ['onlink'] },
        { id: 7, group: [{ id: 5 }, { id: 6, weight: 3 }], flags: [] },
        { id: 8, blackhole: null, flags: [] },
      ]),
    ).toEqual([
      { id: 5, via: '192.168.7.2', dev: 'eth0', flags: ['onlink'] },
      {
        id: 7,
        group: [
          { id: 5, weight: 1 },
          { id: 6, weight: 3 },
        ],
        flags: [],
      },
      { id: 8, blackhole: true, flags: [] },
    ]);
  });

  it('neighbors have a state, and a MAC once they are resolved', () => {
    expect(
      neighborEntriesOf([
        { dst: '10.244.3.0', dev: 'flannel.1', state: ['FAILED'] },
        { dst: '10.244.2.0', dev: 'flannel.1', lladdr: '0e:2a:00:00:00:01', state: ['PERMANENT'] },
      ]),
    ).toEqual([
      { dst: '10.244.3.0', dev: 'flannel.1', state: ['FAILED'] },
      { dst: '10.244.2.0', dev: 'flannel.1', lladdr: '0e:2a:00:00:00:01', state: ['PERMANENT'] },
    ]);
  });

  it('FDB entries are of a bridge or lead to a VTEP', () => {
    expect(
      forwardingEntriesOf([
        { mac: '92:ad:23:9a:4e:c7', ifname: 'veth0', flags: [], master: 'br0', state: 'permanent' },
        { mac: '0e:2a:00:00:00:01', ifname: 'flannel.1', dst: '192.168.7.2', port: 9, flags: ['self'] },
      ]),
    ).toEqual([
      { mac: '92:ad:23:9a:4e:c7', dev: 'veth0', master: 'br0', state: 'permanent', flags: [] },
      { mac: '0e:2a:00:00:00:01', dev: 'flannel.1', dst: '192.168.7.2', port: '9', flags: ['self'] },
    ]);
  });
});
