import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { account } from '../../support/host/stream/account.ts';
import { startStream } from '../../support/host/stream.ts';

describe('of a stream', () => {
  const whole = { sent: 6, ms: 6 };
  const arrived = (...numbers: number[]) => ({ numbers, times: numbers });
  const all = { sent: 6, ms: 6, lost: 0, duplicated: 0, reordered: 0, longestGapMs: 0 };

  test.each([
    ['all that arrives in order is well', arrived(1, 2, 3, 4, 5, 6), all],
    ['what arrives twice is a duplicate', arrived(1, 2, 2, 3, 4, 5, 6, 1), { ...all, duplicated: 2 }],
    ['what arrives after a later one is reordered', arrived(1, 4, 2, 3, 5, 6), { ...all, reordered: 2 }],
    ['what is missing is lost', arrived(1, 5, 6), { ...all, lost: 3, longestGapMs: 4 }],
    ['the longest gap may be at the start', arrived(4, 6), { ...all, lost: 4, longestGapMs: 4 }],
    ['or at the end', arrived(1, 2), { ...all, lost: 4, longestGapMs: 4 }],
    ['and it is all if nothing arrives', arrived(), { ...all, lost: 6, longestGapMs: 6 }],
  ])('%s', (_, received, report) => {
    expect(account(whole, received)).toEqual(report);
  });

  test('a pause of the sender in which nothing is lost is no gap', () => {
    const report = account({ sent: 3, ms: 500 }, { numbers: [1, 2, 3], times: [1, 400, 500] });
    expect(report.longestGapMs).toBe(0);
  });
});

describe.each([
  { family: 'IPv4', near: '10.9.1.1/24', far: '10.9.1.2', length: 24, target: '10.9.9.9' },
  { family: 'IPv6', near: 'fd09:1::1/64', far: 'fd09:1::2', length: 64, target: 'fd09:9::9' },
])('a stream over $family', ({ near, far, length, target }) => {
  let [from, to] = ['', ''];
  const route = `route add ${target} via ${far}`;

  const ip = async (netns: string, ...lines: readonly string[]): Promise<unknown> =>
    execa('ip', ['-n', netns, '-batch', '-'], { input: `${lines.join('\n')}\n` });

  beforeEach(async () => {
    const id = randomBytes(4).toString('hex');
    [from, to] = [`ft-${id}-a`, `ft-${id}-b`];
    for (const netns of [from, to]) await execa('ip', ['netns', 'add', netns]);
    onTestFinished(async () => {
      for (const netns of [from, to]) await execa('ip', ['netns', 'del', netns]);
    });
    const nodad = length === 64 ? 'nodad' : '';
    await ip(to, 'link set lo up', `link add eth0 type veth peer name eth0 netns ${from}`);
    await ip(
      to,
      `address add ${far}/${length} dev eth0 ${nodad}`,
      `address add ${target} dev lo`,
      'link set eth0 up',
    );
    await ip(from, `address add ${near} dev eth0 ${nodad}`, 'link set eth0 up', route);
    await ip(to, `route add default via ${near.split('/')[0]}`);
  });

  test('loses nothing where nothing changes', async () => {
    const stream = await startStream({ from, to, address: target });
    await sleep(1000);
    const { sent, ms, ...report } = await stream.end();
    expect(report).toEqual({ lost: 0, duplicated: 0, reordered: 0, longestGapMs: 0 });
    expect(sent / ms).toBeGreaterThan(0.8);
    expect(sent / ms).toBeLessThan(1.01);
  });

  test('loses what is sent while its route is away for 100 ms', async () => {
    const stream = await startStream({ from, to, address: target });
    await sleep(200);
    const began = performance.now();
    await ip(from, route.replace('add', 'del'));
    const away = performance.now();
    await sleep(100);
    const back = performance.now();
    await ip(from, route);
    const ended = performance.now();
    await sleep(200);
    const { lost, longestGapMs, duplicated } = await stream.end();
    expect(lost).toBeGreaterThan(0.8 * (back - away));
    expect(lost).toBeLessThan(1.2 * (ended - began));
    expect(longestGapMs).toBeGreaterThan(0.9 * (back - away));
    expect(longestGapMs).toBeLessThan(1.1 * (ended - began) + 20);
    expect(duplicated).toBe(0);
  });

  test('does not start where nothing arrives, and says so', async () => {
    await ip(from, route.replace('add', 'del'));
    await expect(startStream({ from, to, address: target, patienceMs: 300 })).rejects.toThrow(
      `no datagram from ${from} reaches ${target}`,
    );
  });
});
