import { expect, it } from 'vitest';
import type { LinkName } from '../../../src/net/index.ts';
import type { Transaction } from '../../../src/reconcile/index.ts';
import { attribute } from '../../../src/reconcile/rollback/foreign-changes.ts';
import { withoutLinkSettings } from '../../../src/reconcile/rollback/link-settings.ts';
import { diff, type HostObject, LINK_GROUP } from '../../../src/state/index.ts';
import { ALL_OURS } from '../../support/model/arbitraries.ts';

const dev = 'flannel.1' as LinkName;

const LINK: HostObject = {
  kind: 'link',
  name: dev,
  spec: { type: 'bridge' },
  mtu: 1450,
  state: 'up',
  alias: 'flannelctl',
  group: LINK_GROUP,
} as unknown as HostObject;

const SETTING: HostObject = { kind: 'sysctl', path: `net/ipv6/conf/${dev}/accept_ra`, value: '1', dev };

/** What a rollback of a change that made `desired` deletes. */
function deleted(before: readonly HostObject[], desired: readonly HostObject[]): string[] {
  const { changes } = diff(before, desired, ALL_OURS);
  const touched = changes.map(({ key }) => key);
  const transaction = { touched, before, desired, linkedAfter: [] } as unknown as Transaction;
  return withoutLinkSettings(attribute(changes, transaction)).ours.map(({ key }) => key);
}

it('a setting of a link that stays is not to be deleted, also where it was not read before', () => {
  expect(deleted([LINK], [LINK, SETTING])).toEqual([]);
});

it('a setting goes with its link', () => {
  expect(deleted([], [LINK, SETTING])).toHaveLength(2);
});
