import { expect, test } from 'vitest';
import { keyOf, recordOf, recordsIn } from '../../support/agent/etcd-node.ts';
import { killIn, makeKillWorld, pingOther } from '../../support/agent/killing.ts';

test('an agent that is killed at 50 moments of its work loses no packet, and has its node right when it is started again', async () => {
  const { world, agent } = await makeKillWorld();
  const ping = pingOther(world);
  const peers = await killIn('peers that come and go', 30, world, agent);
  const renewal = await killIn('a renewal', 20, world, peers.agent);
  expect(await ping()).toMatch(/ 0% packet loss/);
  expect(peers.kills + renewal.kills).toBe(50);
  expect((await recordsIn(world.etcd)).get(keyOf(1))).toBe(recordOf(1));
});
