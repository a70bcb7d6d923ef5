import { applyBatch, observe } from '../../../../src/host/index.ts';
import { batchesOf } from '../../../../src/state/index.ts';
import { type HostEvent, play, type World } from '../../../support/model/play.ts';

/** Plays the events it reads from stdin on the network namespace it runs in, with files under the folder it is given. */
async function main(root: string): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  const world: World = {
    run: async (steps) => {
      for (const batch of batchesOf(steps))
        await applyBatch(batch, { root, transaction: 'none', isRollback: false, observed: [] });
    },
    observe: async (scope) => observe({ ...scope, root }),
  };
  const sights = await play(world, JSON.parse(Buffer.concat(chunks).toString('utf8')) as HostEvent[]);
  process.stdout.write(JSON.stringify(sights));
}

await main(process.argv[2] ?? '/nonexistent');
