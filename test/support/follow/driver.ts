// Follows a saved node: reads orders as lines of JSON, and answers each with one.
import { createInterface } from 'node:readline';
import { batchTools } from '../../../src/host/index.ts';
import { applyPeerChanges } from '../../../src/node/follow/apply-peer-changes.ts';
import { readFollowed, saveFollowed } from '../../../src/node/follow/save-followed.ts';
import { inspectSaved, linksToPeers, type PeerTable, peerTable } from '../../../src/node/index.ts';
import { commandText, stepsOf } from '../../../src/state/index.ts';
import type { FollowOrder, FollowReport } from './orders.ts';

const [root = ''] = process.argv.slice(2);
const tools = batchTools('followed');
let table: PeerTable | undefined;
let followed = await readFollowed(root);

const compare = async () => (await inspectSaved(root, { checks: [] })).found;

async function obey(order: FollowOrder): Promise<FollowReport> {
  if (order.order === 'look') {
    const { network, comparison } = await compare();
    table = peerTable(
      order.nexthops === undefined
        ? network
        : { ...network, kernel: { ...network.kernel, nexthops: order.nexthops } },
    );
    await tools.warmUp(linksToPeers(table));
    return { commands: stepsOf(comparison.diff).map(({ instruction }) => commandText(instruction, root)) };
  }
  if (table === undefined || followed === undefined) throw new Error('nobody has looked');
  if (order.order === 'forget') {
    tools.forget();
    return {};
  }
  if (order.order === 'save') {
    followed = await saveFollowed(root, followed, table.peers.values());
    return {};
  }
  const begun = performance.now();
  const outcome = await applyPeerChanges(table, order.update, tools);
  const ms = performance.now() - begun;
  return outcome.result === 'compare'
    ? { ms, why: outcome.why }
    : {
        ms,
        changes: outcome.changes.map((change) => `${change.action} ${change.key}`),
        commands: outcome.steps.map(({ instruction }) => commandText(instruction, root)),
      };
}

for await (const line of createInterface(process.stdin)) {
  const report = await obey(JSON.parse(line) as FollowOrder).catch((error: unknown) => ({
    error: String(error),
  }));
  process.stdout.write(`${JSON.stringify({ ...report, rss: process.memoryUsage().rss })}\n`);
}
tools.forget();
