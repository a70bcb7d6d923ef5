import { describe, expect, it } from 'vitest';
import { Echoes } from '../../../src/agent/drift/echoes.ts';
import type { HostEvent, ObjectEvent } from '../../../src/host/index.ts';
import type { Change } from '../../../src/state/index.ts';

const ROUTE = 'route 10.244.2.0/24';
const LINK = 'link flannel.1';

const event = (
  kind: ObjectEvent['kind'],
  key: string,
  what: ObjectEvent['what'],
  more: Partial<ObjectEvent> = {},
): ObjectEvent => ({ type: 'object', kind, key, what, at: 0, ...more });

const route = (what: ObjectEvent['what']): ObjectEvent => event('route', ROUTE, what);

const change = (key: string, action: Change['action']): Change => ({ key, action }) as Change;

/** How many events of a burst are foreign, where these changes were made at time 0. */
function foreign(changes: readonly Change[], events: readonly HostEvent[], at = 0): HostEvent[] {
  const echoes = new Echoes();
  echoes.expect(changes, 0);
  return echoes.foreignOf(events, at);
}

describe('events of one’s own changes', () => {
  it.each([
    ['create', ['set']],
    ['update', ['changed']],
    ['adopt', ['came']],
    ['replace', ['gone', 'came']],
    ['delete', ['gone']],
  ] as const)('are not foreign: %s', (action, whats) => {
    expect(foreign([change(ROUTE, action)], whats.map(route))).toEqual([]);
  });

  it.each([
    ['create', 'gone'],
    ['delete', 'set'],
    ['conflict', 'set'],
    ['conflict', 'gone'],
  ] as const)('are foreign where they tell something else: %s, %s', (action, what) => {
    expect(foreign([change(ROUTE, action)], [route(what)])).toEqual([route(what)]);
  });

  it('are foreign of another object', () => {
    const other = event('route', 'route 10.244.3.0/24', 'set');
    expect(foreign([change(ROUTE, 'create')], [other])).toEqual([other]);
  });

  it('are as many as the changes: one more is of another program', () => {
    const twice = [change(ROUTE, 'create'), change(ROUTE, 'update')];
    expect(foreign(twice, [route('set'), route('set')])).toEqual([]);
    expect(foreign(twice, [route('set'), route('set'), route('set')])).toHaveLength(1);
    expect(foreign([change(ROUTE, 'create')], [route('set'), route('set')])).toHaveLength(1);
  });

  it('are counted over several bursts', () => {
    const echoes = new Echoes();
    echoes.expect([change(ROUTE, 'create')], 0);
    expect(echoes.foreignOf([route('set')], 1)).toEqual([]);
    expect(echoes.foreignOf([route('set')], 2)).toHaveLength(1);
    echoes.expect([change(ROUTE, 'update')], 3);
    expect(echoes.foreignOf([route('set')], 4)).toEqual([]);
  });

  it('may come for three seconds', () => {
    expect(foreign([change(ROUTE, 'create')], [route('set')], 3000)).toEqual([]);
    expect(foreign([change(ROUTE, 'create')], [route('set')], 3001)).toHaveLength(1);
  });

  it('that never came do not count for a later change', () => {
    const echoes = new Echoes();
    echoes.expect([change(ROUTE, 'create')], 0);
    echoes.expect([change(ROUTE, 'update')], 5000);
    expect(echoes.foreignOf([route('set'), route('set')], 5001)).toHaveLength(1);
  });

  it('that are still to come count beside those of a later change', () => {
    const echoes = new Echoes();
    echoes.expect([change(ROUTE, 'create')], 0);
    echoes.expect([change(ROUTE, 'update')], 2000);
    expect(echoes.foreignOf([route('set'), route('set')], 4000)).toEqual([]);
  });

  it('are any number of a link', () => {
    const set = event('link', LINK, 'set', { isUp: true });
    expect(foreign([change(LINK, 'create')], [set, set, set])).toEqual([]);
  });
});

describe('a link', () => {
  const down = event('link', LINK, 'set', { isUp: false });
  const up = event('link', LINK, 'set', { isUp: true });

  it('that is left down was not set down by the agent', () => {
    expect(foreign([change(LINK, 'create')], [down])).toEqual([down]);
    expect(foreign([change(LINK, 'create')], [up, down])).toHaveLength(2);
  });

  it('is down before it is up', () => {
    expect(foreign([change(LINK, 'create')], [down, up])).toEqual([]);
  });

  it('takes with it what is on it, and nothing else', () => {
    const on = (dev: string): ObjectEvent => event('route', ROUTE, 'gone', { dev });
    const second = event('fdb', 'fdb 1', 'gone', { dev: 'flannel.1' });
    expect(foreign([change(LINK, 'delete')], [on('flannel.1'), second])).toEqual([]);
    expect(foreign([change(LINK, 'delete')], [on('eth0')])).toHaveLength(1);
    expect(
      foreign([change(LINK, 'create')], [event('route', ROUTE, 'set', { dev: 'flannel.1' })]),
    ).toHaveLength(1);
  });
});

describe('an event that says that others may be missing', () => {
  it('is always foreign', () => {
    const overrun: HostEvent = { type: 'overrun', reason: 'too many at once', at: 0 };
    expect(foreign([change(ROUTE, 'create')], [overrun, route('set')])).toEqual([overrun]);
  });
});
