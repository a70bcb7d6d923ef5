import { describe, expect, it } from 'vitest';
import type { NodeCheck } from '../../../src/checks/check.ts';
import { addressPool } from '../../../src/checks/cni/addresses/address-pool.ts';
import { gonePods } from '../../../src/checks/cni/addresses/gone-pods.ts';
import { leakedAddresses } from '../../../src/checks/cni/addresses/leaked-addresses.ts';
import { podAddressTwice } from '../../../src/checks/cni/addresses/pod-address-twice.ts';
import { podsOutside } from '../../../src/checks/cni/addresses/pods-outside.ts';
import { unreservedAddresses } from '../../../src/checks/cni/addresses/unreserved-addresses.ts';
import { DEFAULT_CNI_CONF } from '../../../src/config/index.ts';
import { attachmentOf } from '../../../src/host/facts/cni/attachments.ts';
import type { CniAttachment, Reservation } from '../../../src/host/index.ts';
import type { Address } from '../../../src/net/index.ts';
import { found, NODE } from './support.ts';

const node = { ...NODE, network: { ...NODE.network, cniConf: JSON.stringify(DEFAULT_CNI_CONF) } };

const attached = (container: string, address: string, rest: Partial<CniAttachment> = {}): CniAttachment => ({
  network: 'cbr0',
  container,
  addresses: [`${address}/24`],
  netns: `/run/netns/${container}`,
  isGone: false,
  ...rest,
});

const reserved = (container: string, address: string, rest: Partial<Reservation> = {}): Reservation => ({
  address: address as Address,
  container,
  isBeforeBoot: false,
  isFresh: false,
  ...rest,
});

const told = async (
  check: NodeCheck,
  attachments: readonly CniAttachment[],
  reservations: readonly Reservation[] = attachments.flatMap(({ container, addresses }) =>
    addresses.map((address) => reserved(container, address.split('/')[0] ?? '')),
  ),
): Promise<string[]> => {
  const facts = {
    'CNI attachments': attachments,
    'addresses reserved in /var/lib/cni/networks/cbr0': reservations,
  };
  return (await found(check, node, facts)).map(({ message }) => message);
};

const HEALTHY = [attached('a', '10.244.1.2'), attached('b', '10.244.1.3')];

it.each([addressPool, gonePods, leakedAddresses, podAddressTwice, podsOutside, unreservedAddresses])(
  '$name finds nothing where each pod has a reserved address of its own in the subnet',
  async (check) => {
    expect(await told(check, HEALTHY)).toEqual([]);
  },
);

describe('the addresses of a node', () => {
  const pods = (count: number) =>
    Array.from({ length: count }, (_, i) => attached(`c${i}`, `10.244.1.${i + 2}`));

  it.each([
    [227, []],
    [228, ['25 of 253 addresses of 10.244.1.0/24 are left for pods']],
    [253, ["no address of 10.244.1.0/24 is left for pods: new pods can't start on this node"]],
  ])('are counted: %i', async (count, expected) => {
    expect(await told(addressPool, pods(count))).toEqual(expected);
  });

  it('of another subnet do not count', async () => {
    const others = Array.from({ length: 253 }, (_, i) => reserved(`o${i}`, `10.244.7.${i + 1}`));
    expect(await told(addressPool, [], others)).toEqual([]);
  });
});

describe('a reservation', () => {
  const lost = '1 address is reserved for containers that are not attached any more: 10.244.1.9';

  it('without an attachment is leaked, if others have one, or it is older than the boot', async () => {
    const one = reserved('gone', '10.244.1.9');
    expect(await told(leakedAddresses, HEALTHY, [one])).toEqual([lost]);
    expect(await told(leakedAddresses, [], [{ ...one, isBeforeBoot: true }])).toEqual([lost]);
  });

  it('may have no attachment yet, or a runtime without a cache', async () => {
    const one = reserved('new', '10.244.1.9', { isFresh: true });
    expect(await told(leakedAddresses, HEALTHY, [one])).toEqual([]);
    expect(await told(leakedAddresses, [], [{ ...one, isFresh: false }])).toEqual([]);
  });

  it('is missed for a pod that has an address', async () => {
    expect(await told(unreservedAddresses, HEALTHY, [reserved('a', '10.244.1.2')])).toEqual([
      '1 pod has an address that is not reserved: 10.244.1.3',
    ]);
  });
});

describe('a pod', () => {
  it('whose network namespace is gone still has its address', async () => {
    const gone = attached('c', '10.244.1.4', { isGone: true });
    expect(await told(gonePods, [...HEALTHY, gone])).toEqual([
      '1 pod was not detached before the network namespace was deleted, and still has its address: 10.244.1.4',
    ]);
  });

  it('shares its address with another', async () => {
    expect(await told(podAddressTwice, [...HEALTHY, attached('c', '10.244.1.2')])).toEqual([
      'several pods of this node have the same address: 10.244.1.2',
    ]);
    const others = [
      attached('c', '10.244.1.2', { isGone: true }),
      attached('d', '10.244.1.2', { network: 'x' }),
    ];
    expect(await told(podAddressTwice, [...HEALTHY, ...others])).toEqual([]);
  });

  it('has an address of another subnet', async () => {
    expect(await told(podsOutside, [...HEALTHY, attached('c', '10.244.7.5')])).toEqual([
      "1 pod has an address outside this node's subnet 10.244.1.0/24: 10.244.7.5",
    ]);
  });
});

describe('a file of the cache', () => {
  it('has the addresses and the network namespace, by either name', () => {
    const ips = [{ address: '10.244.1.2/24' }, { address: 'fd00::2/64' }];
    const text = {
      networkName: 'cbr0',
      containerId: 'a',
      result: { interfaces: [{ name: 'cni0' }, { name: 'eth0', sandbox: '/run/netns/a' }], ips },
    };
    const expected = {
      network: 'cbr0',
      container: 'a',
      addresses: ['10.244.1.2/24', 'fd00::2/64'],
      netns: '/run/netns/a',
    };
    expect(attachmentOf(JSON.stringify(text))).toEqual(expected);
    expect(attachmentOf(JSON.stringify({ ...text, netns: '/run/netns/b' }))?.netns).toBe('/run/netns/b');
  });

  it.each(['', '{', 'null', '[]', '{"networkName":"x"}', '{"networkName":"x","containerId":"y","result":1}'])(
    'that libcni did not write is no attachment: %s',
    (text) => {
      expect(attachmentOf(text)).toBeUndefined();
    },
  );
});
