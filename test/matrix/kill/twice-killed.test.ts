import { test } from 'vitest';
import { type Moment, momentsOf, momentText, type Scene, stageAt } from '../../support/host/kill.ts';
import { CYCLES, type CycleCommand, complete, WAYS, type Way } from '../../support/kill/cycles.ts';
import { expectNoFailure, TIMEOUT } from '../../support/kill/expect.ts';
import type { Survey } from '../../support/kill/survey.ts';
import {
  type Answer,
  BACK,
  directionsFrom,
  FORWARD,
  type Stage,
  type Trial,
} from '../../support/kill/trial.ts';
import { sample } from '../../support/sample.ts';

/** Where the first command is killed, as parts of the way. */
const OUTER = [0.25, 0.4, 0.55, 0.7, 0.85];
/** Of the moments of the command that answers, one in so many. */
const INNER_EVERY = 20;

/** The stage after the answer was killed in turn: it may have come to the end of what it was to do. */
function stageAfter(first: Answer, sideEffects: readonly string[], inner: Moment): Stage {
  if (stageAt(sideEffects, inner) !== 'ended') return 'underWay';
  return first === BACK ? 'rolledBack' : 'ended';
}

/** A kill of the command, and of the first answer. */
const killTwice = (
  way: Way,
  outer: Moment,
  first: Answer,
  inner: Moment,
  sideEffects: readonly string[],
  answer: Answer,
): Trial => ({
  way,
  name: `${momentText(outer)}, and ${first.name} at ${momentText(inner)}`,
  stage: stageAfter(first, sideEffects, inner),
  answer,
  kill: async ({ kill }, { args, ...input }) => {
    await kill(args, outer, input);
    await kill(first.command({ args }).args, inner);
  },
});

/** What the first answer does after a kill, undisturbed; the host is in the state that the way starts at, before and after. */
async function sideEffectsAfter(
  scene: Scene,
  commands: Readonly<Record<Way, CycleCommand>>,
  way: Way,
  first: Answer,
  outer: Moment,
): Promise<string[]> {
  const { args, ...input } = commands[way];
  await scene.kill(args, outer, input);
  const sideEffects = await scene.sideEffects(first.command(commands[way]).args);
  if (first === FORWARD) await complete(scene, commands[way === 'there' ? 'return' : 'there']);
  return sideEffects;
}

/**
 * Kills of the first answer, at moments spread over all that it does, after kills of the command: of each way in one
 * place, and answered in one direction, or where every moment is wanted in all places and both.
 */
const killsWithin =
  (commands: Readonly<Record<Way, CycleCommand>>, nth: number) =>
  async ({ moments }: Survey, scene: Scene): Promise<Trial[]> => {
    const trials: Trial[] = [];
    for (const [w, way] of WAYS.entries()) {
      for (const first of directionsFrom(nth + w)) {
        for (const part of sample(OUTER, OUTER.length, 2 * nth + w)) {
          const outer = moments[way][Math.floor(moments[way].length * part)] as Moment;
          const sideEffects = await sideEffectsAfter(scene, commands, way, first, outer);
          const kills = sample(momentsOf(sideEffects), INNER_EVERY, 7 * (nth + w)).flatMap((inner, i) =>
            directionsFrom(nth + i).map((answer) => killTwice(way, outer, first, inner, sideEffects, answer)),
          );
          trials.push(...kills);
        }
      }
      await complete(scene, commands[way]);
    }
    return trials;
  };

test.each([CYCLES.init, CYCLES.join, CYCLES.replacement].map((cycle, nth) => ({ ...cycle, nth })))(
  '$name, killed, and what answers is killed as well',
  TIMEOUT,
  async ({ nth, ...cycle }) =>
    expectNoFailure({ cycle, trials: killsWithin(cycle, nth) }, 'killed, and the answer killed'),
);
