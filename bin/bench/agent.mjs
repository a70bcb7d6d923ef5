// Measures an agent beside a real etcd: its start with many records, how soon a record has its route, what many cost,
// how soon it mends what others change, and what it takes when nothing happens.
import { setTimeout as sleep } from 'node:timers/promises';
import { measureDrifts } from './agent-drift.mjs';
import { startFlanneld } from './agent-flanneld.mjs';
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
const IN_A_ROW = 1000;
const IDLE_MS = 60_000;
const SETTLE_MS = 5000;

/**
 * An agent that has settled takes no more than this in so long, so many times in a row: V8 (11.3) compacts its memory
 * up to a minute after the last work, once.
 */
const SETTLED = { cpu: 0.02, times: 14, most: 60 };

/** The number of the first peer. */
const FIRST = 256;

/** The sample of some work: the time by the clock, what the agent took for it, and what it has in memory then. */
async function sampleOf(agent, work) {
  const [before, began] = [agent.usage().cpu, performance.now()];
  await work();
  const wall = (performance.now() - began) / 1000;
  const { cpu, ...memory } = agent.usage();
  return { wall, cpu: cpu - before, ...memory };
}

/** Puts records, and waits until the last has its route. @param most how many in one transaction */
const putAndWait = async (agent, routes, from, count, most) =>
  sampleOf(agent, async () => {
    const before = routes.count;
    await putPeers(from, count, most);
    await until('the routes come', () => routes.count >= before + count);
  });

/** Waits until an agent has done what it had to do: its report, its lease, a comparison of everything. */
async function settle(agent) {
  let quiet = 0;
  for (let i = 0; i < SETTLED.most && quiet < SETTLED.times; i += 1) {
    const { cpu } = await sampleOf(agent, async () => sleep(SETTLE_MS));
    quiet = cpu <= SETTLED.cpu ? quiet + 1 : 0;
  }
  if (quiet < SETTLED.times) throw new Error('the agent does not settle');
}

/** Records that come: alone, together, and many one after the other. */
async function measurePuts(agent, from, note) {
  const routes = watchRoutes(agent.routes);
  await sleep(SETTLE_MS / 10);
  for (let i = 0; i < PUTS; i += 1)
    note('one record, to its route', await putAndWait(agent, routes, from + i, 1));
  const next = from + PUTS;
  note(`${TOGETHER} records at once`, await putAndWait(agent, routes, next, TOGETHER));
  const many = next + TOGETHER;
  note(`${IN_A_ROW} records, ${TOGETHER} at once`, await putAndWait(agent, routes, many, IN_A_ROW, TOGETHER));
  note(`${IN_A_ROW} records, one by one`, await putAndWait(agent, routes, many + IN_A_ROW, IN_A_ROW, 1));
  await routes.stop();
}

const untilRouted = async (agent, size) =>
  sampleOf(agent, async () => until('routes', () => countRoutes(agent.routes) >= size));

const idleMinute = async (agent) => {
  await settle(agent);
  return sampleOf(agent, async () => sleep(IDLE_MS));
};

/** An agent that starts with records in its store, and what happens then. */
async function measureAgentLife(size, note) {
  const agent = startAgent(`agent-${size}`);
  const routes = untilRouted(agent, size);
  const ready = sampleOf(agent, async () => until('it is ready', () => agent.isReady()));
  note('start, to the last route', await routes);
  note('start, until it is ready', await ready);
  note('idle for a minute', await idleMinute(agent));
  await measurePuts(agent, FIRST + size, note);
  for await (const [kind, wall] of measureDrifts(agent))
    note(`mended: ${kind}`, { ...agent.usage(), cpu: 0, wall });
  await agent.stop();
}

/** The same of flanneld, which mends nothing and does not say that it is ready. */
async function measureFlanneld(file, size, note) {
  const flanneld = startFlanneld(file, `flanneld-${size}`);
  note('start, to the last route', await untilRouted(flanneld, size));
  note('idle for a minute', await idleMinute(flanneld));
  await measurePuts(flanneld, FIRST + size, note);
  await flanneld.stop();
}

/** @param flanneld the file of a flanneld to be measured as well */
export async function measureAgent({ sizes, flanneld, note }) {
  const lives = [['agent', measureAgentLife]];
  if (flanneld !== undefined)
    lives.push(['flanneld', async (size, tell) => measureFlanneld(flanneld, size, tell)]);
  makeUplink();
  for (const size of sizes)
    for (const [part, measure] of lives) {
      const endEtcd = await startEtcd(`etcd-${part}-${size}`);
      await putPeers(FIRST, size);
      await measure(size, (row, sample) => note({ part, size, row }, sample));
      await endEtcd();
    }
}
