import { describe, expect, it } from 'vitest';
import type { LinkName, Mac, Prefix } from '../../../src/net/index.ts';
import type { ReconcileHost } from '../../../src/reconcile/base/host.ts';
import { compare, type DesiredState } from '../../../src/reconcile/comparison/compare.ts';
import { type Dependent, type HostObject, keyOf, type Link } from '../../../src/state/index.ts';

const link = (name: string, group: number): Link => ({
  kind: 'link',
  name: name as LinkName,
  spec: { type: 'bridge' },
  mac: '02:00:00:00:00:02' as Mac,
  mtu: 1450,
  group,
  alias: '',
  up: true,
});
const OURS = link('cni0', 17_996);
const FOREIGN = link('br0', 0);

const VLAN_NAME = 'cni0.7' as LinkName;

/** A foreign link on one of ours. */
const VLAN: Dependent = {
  foreign: {
    kind: 'link',
    name: VLAN_NAME,
    lower: OURS.name,
    type: 'vlan',
    mtu: 1450,
    mac: '02:00:00:00:00:03',
    up: true,
  },
  needs: [`link ${OURS.name}`],
  offers: [`link ${VLAN_NAME}`],
};

const EMPTY: DesiredState = {
  desired: [],
  recorded: { paths: new Set(), chains: new Set() },
  scope: { root: '/', sysctls: [], paths: [] },
};

/** A host with these objects, and how often its foreign ones were read. */
const hostOf = (observed: readonly HostObject[], dependents: readonly Dependent[] = []) => {
  const reads = { count: 0 };
  const network = {
    observe: async () => observed,
    dependents: async () => {
      reads.count += 1;
      return dependents;
    },
  };
  return { host: { network } as unknown as ReconcileHost, reads };
};

describe('a comparison', () => {
  it('knows links of ours by their mark, and those that it created also without', async () => {
    const { host } = hostOf([OURS, FOREIGN]);
    expect([...(await compare(host, EMPTY)).marks.links]).toEqual(['cni0']);
    expect([...(await compare(host, { ...EMPTY, created: [FOREIGN] })).marks.links]).toEqual(['cni0', 'br0']);
  });

  it('knows in a takeover alone what flannel left', async () => {
    const { host } = hostOf([]);
    const flannel = {
      networks: [{ network: '10.244.0.0/16' as Prefix, subnetLen: 24 }],
      uplink: 'eth0' as LinkName,
    };
    expect((await compare(host, EMPTY)).marks.flannel).toBeUndefined();
    expect((await compare(host, { ...EMPTY, flannel })).marks.flannel).toEqual(flannel);
  });

  it('names foreign objects that are deleted with ours', async () => {
    const { host } = hostOf([OURS], [VLAN]);
    expect((await compare(host, EMPTY)).collateral).toEqual([
      { foreign: VLAN.foreign, removedBy: keyOf(OURS) },
    ]);
  });

  it('reads no foreign objects where nothing that they need is deleted', async () => {
    const { host, reads } = hostOf([OURS], [VLAN]);
    expect((await compare(host, { ...EMPTY, desired: [OURS] })).collateral).toEqual([]);
    expect(reads.count).toBe(0);
  });
});
