import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ASK_RESET, askInit } from './ask.ts';
import type { Known } from './carry.ts';
import { COMMANDS, follow } from './commands.ts';
import { changing, type EndName, ending } from './course.ts';
import { DEPENDENT_NAMES, type Dependent, FOREIGN_NAMES, type ForeignName, foreignOf } from './foreign.ts';
import { type Network, networks } from './network.ts';
import { changeByOthers, toggleDependent } from './others.ts';
import { type State, startState } from './state.ts';
import { emptyTally, type Story, tallyText, tell } from './story.ts';
import { makeWorld } from './world.ts';

/**
 * How many sequences, and where chance starts; other values find other things. By itself one on a real host: all kinds of
 * sequences are played on a machine in memory (test/unit/reconcile/random.test.ts).
 */
const SEQUENCES = Number(process.env['FLANNELCTL_RUNS'] ?? 1);
const SEED = Number(process.env['FLANNELCTL_SEED'] ?? 20_261);
/** Of a failure, the path to its shrunk form, as fast-check tells it. */
const PATH = process.env['FLANNELCTL_PATH'];

const MOST_COMMANDS = SEQUENCES > 1 ? 26 : 14;
/** Enough for many sequences, and for making a failing one shorter. */
const HOURS = 3 * 3_600_000;

/** How a sequence starts: with foreign objects, set up or not, with foreign routes over links of ours; and how what is unfinished in the end is ended. */
const starts = fc.record({
  others: fc.subarray<ForeignName>(FOREIGN_NAMES, { maxLength: 4 }),
  network: fc.option(networks, { nil: undefined, freq: 4 }),
  dependents: fc.subarray<Dependent>(DEPENDENT_NAMES),
  way: fc.constantFrom<EndName>('rollback', 'recover --forward'),
});

interface Start {
  readonly others: readonly ForeignName[];
  readonly network: Network | undefined;
  readonly dependents: readonly Dependent[];
}

async function begin(state: State, story: Story, { others, network, dependents }: Start): Promise<void> {
  for (const name of others) {
    if (network === undefined || foreignOf(name).blocks === undefined)
      await changeByOthers(state, story, name);
  }
  if (network === undefined) return;
  await follow(state, story, changing(state, askInit(network, undefined), false));
  for (const dependent of dependents) await toggleDependent(state, story, dependent);
}

/** In the end there is nothing of ours, and all that others made. */
async function finish(state: State, story: Story, way: EndName): Promise<void> {
  if (state.unfinished !== undefined) await follow(state, story, ending(state, way));
  await follow(state, story, changing(state, ASK_RESET, true));
}

describe('whatever is done to a node, in whichever order', () => {
  const tally = emptyTally();
  const known: Known = new Map();

  afterAll(() => {
    process.stdout.write(`${tallyText(tally)}\n`);
    expect(tally.sequences).toBeGreaterThanOrEqual(PATH === undefined ? SEQUENCES : 1);
    expect([...tally.counts.keys()].filter((kind) => kind.includes(' -> ')).length).toBeGreaterThan(2);
  });

  it(
    'ours is as desired or as before, what others made is as they made it, and it is told which',
    { timeout: HOURS },
    () =>
      fc.assert(
        fc.asyncProperty(
          starts,
          fc.commands([...COMMANDS], { maxCommands: MOST_COMMANDS, size: 'max' }),
          async ({ way, ...start }, commands) => {
            const world = await makeWorld();
            tally.sequences += 1;
            try {
              const state = startState();
              const story = tell(world, known, tally);
              await begin(state, story, start);
              await fc.asyncModelRun(() => ({ model: state, real: story }), commands);
              await finish(state, story, way);
            } catch (error) {
              tally.failures += 1;
              throw error;
            } finally {
              await world.remove();
            }
          },
        ),
        { seed: SEED, numRuns: SEQUENCES, ...(PATH === undefined ? {} : { path: PATH }) },
      ),
  );
});
