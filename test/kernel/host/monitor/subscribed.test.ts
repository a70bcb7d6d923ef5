import { execa } from 'execa';
import { expect, it, onTestFinished } from 'vitest';
import { NETLINK, untilSubscribed } from '../../../../src/host/monitor/subscribed.ts';
import { freshHost } from '../../../support/host/netns.ts';

it.each([
  ['ip monitor link', NETLINK.route],
  ['nft monitor', NETLINK.netfilter],
] as const)('%s is waited for until it listens', async (command, family) => {
  const { netns } = await freshHost();
  const began = Date.now();
  const child = execa('ip', ['netns', 'exec', netns, 'sh', '-c', `sleep 0.4; exec ${command}`], {
    reject: false,
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await child;
  });
  await untilSubscribed(child.pid ?? 0, family);
  const took = Date.now() - began;
  expect(took).toBeGreaterThan(390);
  expect(took).toBeLessThan(1900);
});
