import path from 'node:path';
import { describe, test } from 'vitest';
import { halfTools, wasOvertaken } from '../../support/half-tools.ts';
import { KILLED, type Scene } from '../../support/kill.ts';
import { CYCLES, type Leg } from './cycles.ts';
import { expectNoFailure, TIMEOUT } from './expect.ts';
import type { Survey } from './survey.ts';
import { AGAIN, BACK, FORWARD, sample, type Trial } from './trial.ts';

const toolsOf = ({ folder }: Scene): string => path.join(folder, 'tools');

/** Runs a command until the given call of a tool that changes the host, of which half is done. */
async function killAtHalf(
  scene: Scene,
  { args, ...input }: Leg,
  call: number,
  goesOn: boolean,
): Promise<void> {
  const via = await halfTools(toolsOf(scene), call, goesOn);
  const { exitCode, stderr } = await scene.run(args, { ...input, via });
  if (exitCode !== KILLED) throw new Error(`not killed at call ${call}: ${exitCode} ${stderr}`);
}

/** Each n-th call of a tool that changes the host, cut in half. */
const halves =
  (goesOn: boolean, every: number) =>
  ({ deeds }: Survey): Trial[] =>
    (['there', 'return'] as const).flatMap((way) => {
      const calls = deeds[way].filter((deed) => deed.startsWith('start '));
      const trials = calls.map(
        (deed, i): Trial => ({
          way,
          name: `half of call ${i + 1} (${deed})`,
          stage: 'underWay',
          kill: async (scene, leg) => killAtHalf(scene, leg, i + 1, goesOn),
          signs: async (scene) =>
            (await wasOvertaken(toolsOf(scene))) ? ['it did not wait for the tool'] : [],
        }),
      );
      return sample(trials, every);
    });

const ROWS = [
  { ending: 'the tool ends, too', goesOn: false, answer: BACK, every: 1 },
  { ending: 'the tool ends, too', goesOn: false, answer: FORWARD, every: 2 },
  { ending: 'the tool does the rest later', goesOn: true, answer: BACK, every: 1 },
  { ending: 'the tool does the rest later', goesOn: true, answer: FORWARD, every: 2 },
  { ending: 'the tool does the rest later', goesOn: true, answer: AGAIN, every: 4 },
];

describe.each([CYCLES.init, CYCLES.join, CYCLES.replacement])(
  '$name, killed when half of a batch is done',
  (cycle) => {
    test.each(ROWS)('$ending; $answer.name', TIMEOUT, async ({ ending, goesOn, answer, every }) => {
      const course = { cycle, answer, twiceEvery: 5, trials: halves(goesOn, every) };
      await expectNoFailure(course, `killed at half of a batch, ${ending}`);
    });
  },
);
