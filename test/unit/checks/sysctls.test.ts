import { describe, expect, it } from 'vitest';
import { sysctls } from '../../../src/checks/kernel/sysctls.ts';
import type { Change } from '../../../src/state/index.ts';
import { found, NODE } from './support.ts';

const PATH = 'net/ipv4/ip_forward';
const toSet = { action: 'update', to: { kind: 'sysctl', path: PATH, value: '1' } } as unknown as Change;
const withChanges = (changes: readonly Change[]): typeof NODE => ({
  ...NODE,
  diff: { changes, unchanged: 0 },
});

describe('a setting on a read-only /proc/sys', () => {
  it('is refused where it has another value', async () => {
    const facts = { [`read-only among the settings ${PATH}`]: [PATH] };
    expect(await found(sysctls, withChanges([toSet]), facts)).toMatchObject([
      { severity: 'error', message: `/proc/sys is read-only here, and ${PATH} has to be 1` },
    ]);
  });

  it('of a link is not to be set beforehand: there is no such link yet', async () => {
    const path = 'net/ipv6/conf/flannel.1/accept_ra';
    const ofLink = {
      action: 'create',
      to: { kind: 'sysctl', path, value: '0', dev: 'flannel.1' },
    } as unknown as Change;
    const hints = async (change: Change, name: string) =>
      (await found(sysctls, withChanges([change]), { [`read-only among the settings ${name}`]: [name] })).map(
        ({ hint }) => hint,
      );
    expect(await hints(ofLink, path)).toEqual([
      'Make it writable: mount -o remount,rw /proc/sys; where that is refused, start this container with more rights, such as: docker run --privileged',
    ]);
    expect(await hints(toSet, PATH)).toEqual([
      expect.stringContaining('docker run --sysctl net.ipv4.ip_forward=1'),
    ]);
  });

  it('is well where it has its value, or can be written', async () => {
    expect(await found(sysctls, withChanges([]), { 'read-only among the settings ': [] })).toEqual([]);
    const facts = { [`read-only among the settings ${PATH}`]: [] };
    expect(await found(sysctls, withChanges([toSet]), facts)).toEqual([]);
  });
});
