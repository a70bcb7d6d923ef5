// Measures an agent beside a real etcd: its start with many records, and how soon a record has its route.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  countRoutes,
  makeUplink,
  putPeers,
  startAgent,
  startEtcd,
  until,
  watchRoutes,
} from './agent-world.mjs';

const PUTS = 60;
const TOGETHER = 100;
const IDLE_MS = 60_000;
const SETTLE_MS = 5000;

/** The sample of some work: the time by the clock, what the agent took meanwhile, and what it has in memory then. */
async function sampleOf(agent, work) {
  const [before, began] = [agent.usage().cpu, performance.now()];
  await work();
  const wall = (performance.now() - began) / 1000;
  const { cpu, peak } = agent.usage();
  return { wall, cpu: cpu - before, peak };
}

/** Puts records, and waits until the last has its route. */
const putAndWait = async (agent, routes, from, count) =>
  sampleOf(agent, async () => {
    const before = routes.count;
    await putPeers(from, count);
    await until('the routes come', () => routes.count >= before + count);
  });

async function measureLife(size, note) {
  const endEtcd = await startEtcd(`etcd-${size}`);
  await putPeers(256, size);
  const agent = startAgent(`agent-${size}`);
  note(
    'start, to the last route',
    await sampleOf(agent, async () => until('routes', () => countRoutes() >= size)),
  );
  await sleep(SETTLE_MS);
  const routes = watchRoutes();
  await sleep(SETTLE_MS / 10);
  const first = 256 + size;
  for (let i = 0; i < PUTS; i += 1)
    note('one record, to its route', await putAndWait(agent, routes, first + i, 1));
  note(`${TOGETHER} records at once`, await putAndWait(agent, routes, first + PUTS, TOGETHER));
  await sleep(SETTLE_MS);
  note('idle for a minute', await sampleOf(agent, async () => sleep(IDLE_MS)));
  await routes.stop();
  await agent.stop();
  await endEtcd();
}

export async function measureAgent({ sizes, note }) {
  makeUplink();
  for (const size of sizes)
    await measureLife(size, (row, sample) => note({ part: 'agent', size, row }, sample));
}
