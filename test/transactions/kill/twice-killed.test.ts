import { describe, test } from 'vitest';
import { EVERY_MOMENT, type Moment, momentsOf, momentText, type Scene, stageAt } from '../../support/kill.ts';
import { CYCLES, complete, type Leg, type Way } from './cycles.ts';
import { expectNoFailure, TIMEOUT } from './expect.ts';
import type { Survey } from './survey.ts';
import { type Answer, BACK, FORWARD, type Stage, sample, type Trial } from './trial.ts';

/** Where the first command is killed, as parts of the way. */
const OUTER = EVERY_MOMENT ? [0.25, 0.4, 0.55, 0.7, 0.85] : [0.45, 0.8];
/** Of the moments of the command that answers, one in so many. */
const INNER_EVERY = 23;

/** The stage after the answer was killed in turn: it may have come to the end of what it was to do. */
function stageAfter(first: Answer, deeds: readonly string[], inner: Moment): Stage {
  if (stageAt(deeds, inner) !== 'ended') return 'underWay';
  return first === BACK ? 'undone' : 'ended';
}

/** What the first answer does after a kill, undisturbed; the host is in the state that the way starts at, before and after. */
async function deedsAfter(
  scene: Scene,
  legs: Readonly<Record<Way, Leg>>,
  way: Way,
  first: Answer,
  outer: Moment,
): Promise<string[]> {
  const { args, ...input } = legs[way];
  await scene.kill(args, outer, input);
  const deeds = await scene.deeds(first.leg(legs[way]).args);
  if (first === FORWARD) await complete(scene, legs[way === 'there' ? 'return' : 'there']);
  return deeds;
}

/** Kills of the first answer, at moments spread over all that it does, after kills of the command. */
const killsWithin =
  (legs: Readonly<Record<Way, Leg>>, first: Answer) =>
  async ({ moments }: Survey, scene: Scene): Promise<Trial[]> => {
    const trials: Trial[] = [];
    for (const way of ['there', 'return'] as const) {
      for (const part of OUTER) {
        const outer = moments[way][Math.floor(moments[way].length * part)] as Moment;
        const deeds = await deedsAfter(scene, legs, way, first, outer);
        for (const inner of sample(momentsOf(deeds), INNER_EVERY)) {
          trials.push({
            way,
            name: `${momentText(outer)}, and ${first.name} at ${momentText(inner)}`,
            stage: stageAfter(first, deeds, inner),
            kill: async ({ kill }, { args, ...input }) => {
              await kill(args, outer, input);
              await kill(first.leg({ args }).args, inner);
            },
          });
        }
      }
      await complete(scene, legs[way]);
    }
    return trials;
  };

const PAIRS = [BACK, FORWARD].flatMap((first) => [BACK, FORWARD].map((second) => ({ first, second })));

describe.each([CYCLES.init, CYCLES.join, CYCLES.replacement])('$name, killed', (cycle) => {
  test.each(PAIRS)('$first.name killed as well, then $second.name', TIMEOUT, async ({ first, second }) => {
    const course = { cycle, answer: second, twiceEvery: 3, trials: killsWithin(cycle, first) };
    await expectNoFailure(course, `killed, and ${first.name} killed`);
  });
});
