import { expect, test } from 'vitest';
import { killIn, makeKillWorld, pingOther } from '../../support/agent/killing.ts';

test('an agent that is killed at 50 moments of its setup and start has its node right when it is started again', async () => {
  const { world, agent } = await makeKillWorld();
  const setup = await killIn('the first setup', 20, world, agent);
  const ping = pingOther(world);
  const start = await killIn('a start', 30, world, setup.agent);
  expect(await ping()).toMatch(/ 0% packet loss/);
  expect(setup.kills + start.kills).toBe(50);
});
