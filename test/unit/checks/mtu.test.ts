import { describe, expect, it } from 'vitest';
import { type BackendInput, desiredState } from '../../../src/backends/index.ts';
import { mtuFindings } from '../../../src/checks/links/uplink/mtu.ts';
import { uplink } from '../../../src/checks/links/uplink/uplink.ts';
import type { PathTo } from '../../../src/host/index.ts';
import type { Address } from '../../../src/net/index.ts';
import { DUAL, EXAMPLE, SIX, VXLAN } from '../../support/example-node.ts';
import { found, NODE } from './support.ts';

/** Ways to peers at 10.0.0.… and fd00::…, by what each carries; those without a number the kernel knows nothing of. */
const paths = (four: readonly (number | undefined)[], six: readonly number[] = []): Map<Address, PathTo> =>
  new Map([
    ...four.map((mtu, i) => [`10.0.0.${i}` as Address, mtu === undefined ? {} : { mtu }] as const),
    ...six.map((mtu, i) => [`fd00::${i}` as Address, { mtu }] as const),
  ]);

const withMtu = (input: BackendInput, mtu: number | undefined): BackendInput => ({
  ...input,
  backend: { ...VXLAN, ...(mtu === undefined ? {} : { mtu }) },
});

const OVERHEAD = { 'flannel.1': 50, 'flannel-v6.1': 70 } as const;

/** The largest outer packets of the links that a net-conf's MTU leads to. */
const outer = (input: BackendInput): Record<string, number> =>
  Object.fromEntries(
    desiredState(input).flatMap((object) =>
      object.kind === 'link' && object.name in OVERHEAD
        ? [[object.name, object.mtu + OVERHEAD[object.name as keyof typeof OVERHEAD]]]
        : [],
    ),
  );

describe("the net-conf's MTU", () => {
  it('may not be more than the uplink carries', () => {
    expect(mtuFindings(withMtu(EXAMPLE, 1501), paths([]))).toMatchObject([{ severity: 'error' }]);
    expect(mtuFindings(withMtu(EXAMPLE, 1500), paths([]))).toEqual([]);
  });
});

describe("an uplink's MTU", () => {
  const withUplink = (input: BackendInput, mtu: number): BackendInput => ({
    ...input,
    uplink: { ...input.uplink, mtu },
  });

  it.each([
    [EXAMPLE, 118, 117, "leaves 67 bytes for the pods' packets (50 are overhead): IPv4 needs 68"],
    [SIX, 1350, 1349, "leaves 1279 bytes for the pods' packets (70 are overhead): IPv6 needs 1280"],
    [DUAL, 1350, 1300, "leaves 1230 bytes for the pods' packets (70 are overhead): IPv6 needs 1280"],
  ])('may not be less than the overlay needs', (input, enough, little, message) => {
    expect(mtuFindings(withUplink(input, enough), paths([]))).toEqual([]);
    expect(mtuFindings(withUplink(input, little), paths([]))).toMatchObject([
      {
        severity: 'error',
        message: `eth0's MTU ${little} ${message}`,
        hint: expect.stringContaining(`ip link set eth0 mtu ${enough}. Else`),
      },
    ]);
  });
});

describe('the check of the uplink', () => {
  it('has what is wrong with MTUs among its findings', async () => {
    const node = { ...NODE, network: withMtu(EXAMPLE, 1501) };
    const messages = (await found(uplink, node, { links: [] })).map(({ message }) => message);
    expect(messages).toEqual(mtuFindings(node.network, new Map()).map(({ message }) => message));
    expect(messages).toHaveLength(1);
  });
});

describe('ways to peers', () => {
  it.each([
    [EXAMPLE, undefined, [undefined, 1500], []],
    [EXAMPLE, undefined, [9000], []],
    [EXAMPLE, 1380, [1380, 1400], []],
    [EXAMPLE, undefined, [], [1400]],
    [SIX, undefined, [1400], []],
    [SIX, undefined, [], [1500]],
    [SIX, 1380, [], [1400]],
    [DUAL, 1380, [1380], [1400]],
  ])('that carry everything are fine', (input, mtu, four, six) => {
    expect(mtuFindings(withMtu(input, mtu), paths(four, six))).toEqual([]);
  });

  it.each([
    [EXAMPLE, undefined, [1400, 1380, 1450], [], '10.0.0.1', 1500, 1380],
    [EXAMPLE, 1400, [1390], [], '10.0.0.0', 1400, 1390],
    [SIX, undefined, [], [1400], 'fd00::0', 1500, 1380],
    [SIX, 1400, [], [1400], 'fd00::0', 1420, 1380],
    [SIX, 1381, [], [1400], 'fd00::0', 1401, 1380],
    [DUAL, undefined, [1390], [1400], 'fd00::0', 1500, 1380],
    [DUAL, undefined, [1370], [1400], '10.0.0.0', 1500, 1370],
    [DUAL, undefined, [1400], [1450], '10.0.0.0', 1500, 1400],
    [DUAL, 1400, [1500], [1410], 'fd00::0', 1420, 1390],
  ])('that carry less are warned of, with an MTU that fits into all of them: %#', (...of) => {
    const [input, mtu, four, six, address, sent, value] = of;
    const [found, ...more] = mtuFindings(withMtu(input, mtu), paths(four, six));
    expect(more).toEqual([]);
    expect(found?.severity).toBe('warning');
    expect(found?.message).toContain(`the way to ${address} carries packets of `);
    expect(found?.message).toContain(`up to ${sent} bytes`);
    expect(found?.hint).toContain(`"MTU": ${value}}`);
    const then = outer(withMtu(input, value));
    if ('flannel.1' in then) expect(then['flannel.1']).toBeLessThanOrEqual(Math.min(1500, ...four));
    if ('flannel-v6.1' in then) expect(then['flannel-v6.1']).toBeLessThanOrEqual(Math.min(1500, ...six));
  });

  it('that are too narrow for IPv6 pods get no advice that the net-conf can’t follow', () => {
    const [found] = mtuFindings(SIX, paths([], [1360]));
    expect(found?.hint).toBe('That is too little for the overlay: the way has to carry 1370.');
    expect(mtuFindings(SIX, paths([], [1370]))[0]?.hint).toContain('"MTU": 1350}');
  });

  it('are compared without overhead with host-gw, and not at all with alloc', () => {
    const hostGw = { ...DUAL, backend: { type: 'host-gw' } } as const;
    expect(mtuFindings(hostGw, paths([1500], [1500]))).toEqual([]);
    const [found] = mtuFindings(hostGw, paths([1500], [1400]));
    expect(found?.message).toContain('the way to fd00::0 carries packets of 1400 bytes');
    expect(found?.hint).toContain('ip link set eth0 mtu 1400');
    expect(mtuFindings({ ...EXAMPLE, backend: { type: 'alloc' } }, paths([1400]))).toEqual([]);
  });
});
