import { describe, expect, it } from 'vitest';
import { isSound, readEtcdLease } from '../../../src/leases/index.ts';

const KEY = '10.1.1.0-24&fd00::-64';

const read = (value: string, subnets = KEY) =>
  readEtcdLease({ key: `/coreos.com/network/subnets/${subnets}`, subnets, value, revision: 7 });

const lease = (PublicIPv6: string): string => JSON.stringify({ PublicIP: '1.2.3.4', PublicIPv6 });

describe('a record of etcd', () => {
  it('is sound where both of its families can be used', () => {
    const { entry, problems } = read(lease('fd00:1::4'));
    expect([entry?.revision, problems]).toEqual([7, []]);
    expect(isSound({ ...(entry && { entry }), problems })).toBe(true);
  });

  it('is not sound where one of its families can’t be used', () => {
    const found = read(lease('ff02::1'));
    expect(found.entry?.faults?.ipv6?.message).toContain('ff02::1');
    expect(found.entry?.ipv4?.publicIP).toBe('1.2.3.4');
    expect(isSound(found)).toBe(false);
  });

  it.each([
    ['has no value', ''],
    ['is no JSON', '{"PublicIP"'],
    ['has no public IP', '{}'],
  ])('is not sound where it %s', (_, value) => {
    const found = read(value, '10.1.1.0-24');
    expect(found.entry).toBe(undefined);
    expect(isSound(found)).toBe(false);
  });

  it('is read up to 64 KiB', () => {
    const padded = (length: number): string => {
      const start = '{"PublicIP":"1.2.3.4","x":"';
      return `${start}${'x'.repeat(length - start.length - 2)}"}`;
    };
    expect(read(padded(65_536), '10.1.1.0-24').entry?.ipv4?.publicIP).toBe('1.2.3.4');
    const { entry, problems } = read(padded(65_537), '10.1.1.0-24');
    expect(entry).toBe(undefined);
    expect(problems).toMatchObject([
      { severity: 'error', message: expect.stringContaining('it has 65537 characters') },
    ]);
  });
});
