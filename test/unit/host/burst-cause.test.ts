import { describe, expect, it } from 'vitest';
import { burstCause, type HostEvent, type ObjectEvent } from '../../../src/host/index.ts';

const event = (key: string, what: ObjectEvent['what'], more: Partial<ObjectEvent> = {}): HostEvent => ({
  type: 'object',
  kind: key.split(' ')[0] as ObjectEvent['kind'],
  key,
  what,
  at: 0,
  ...more,
});

const on = (dev: string) => ({ dev });

const CAUSES: readonly (readonly [string, readonly HostEvent[], string])[] = [
  ['nothing', [], ''],
  [
    'a link that took what was on it',
    [
      event('fdb flannel.1 0e:2a:00:00:02:00', 'gone', on('flannel.1')),
      event('route fd00::/64', 'gone', on('flannel.1')),
      event('link flannel.1', 'changed', { dev: 'flannel.1', isUp: false }),
      event('link flannel.1', 'gone', { dev: 'flannel.1', isUp: false }),
    ],
    'link flannel.1 was deleted',
  ],
  [
    'a link and an unrelated route',
    [event('link cni0', 'gone', on('cni0')), event('route 10.244.2.0/24', 'gone', on('flannel.1'))],
    'link cni0 was deleted; route 10.244.2.0/24 was deleted',
  ],
  [
    'many routes',
    Array.from({ length: 37 }, (_, i) => event(`route 10.244.${i}.0/24`, 'gone', on('flannel.1'))),
    '37 routes were deleted',
  ],
  [
    'routes deleted and set',
    [1, 2, 3, 4, 5].map((i) => event(`route 10.244.${i}.0/24`, i < 4 ? 'gone' : 'set')),
    '3 routes were deleted; 2 routes were set',
  ],
  [
    'an object that is told of more than once, as it was last',
    [event('neighbor flannel.1 10.244.2.0', 'set'), event('neighbor flannel.1 10.244.2.0', 'gone')],
    'neighbor flannel.1 10.244.2.0 was deleted',
  ],
  [
    'another address by DHCP',
    [event('address eth0 10.0.0.5/24', 'gone'), event('address eth0 10.0.0.6/24', 'came')],
    'eth0 lost the address 10.0.0.5/24; eth0 got the address 10.0.0.6/24',
  ],
  [
    'an address that another host has',
    [event('address eth0 fd77::1/64', 'changed')],
    'eth0: another host has the address fd77::1/64',
  ],
  [
    'the whole ruleset',
    [
      event('ruleset nft ip flannelctl', 'gone', {
        transaction: { by: 'firewalld', deleted: ['ip flannelctl', 'inet firewalld', 'ip nat'] },
      }),
    ],
    'the nft table ip flannelctl was flushed, and 2 other tables deleted, by firewalld',
  ],
  [
    'lost events, once, after what was seen',
    [
      event('link flannel.1', 'came', { isUp: true }),
      { type: 'overrun', reason: 'ip monitor lost events', at: 0 },
      { type: 'overrun', reason: 'ip monitor lost events', at: 1 },
    ],
    'link flannel.1 was created; ip monitor lost events',
  ],
  [
    'more than a line has room for',
    ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => event(`file /etc/${name}`, 'changed')),
    'file /etc/a was changed; file /etc/b was changed; file /etc/c was changed; file /etc/d was changed; and 2 more',
  ],
];

describe('the cause of a burst of events', () => {
  it.each(CAUSES)('of %s', (_, events, cause) => {
    expect(burstCause(events)).toBe(cause);
  });
});
