import path from 'node:path';
import { test } from 'vitest';
import { halfTools, wasOvertaken } from '../../support/host/half-tools.ts';
import { KILLED, type Scene } from '../../support/host/kill.ts';
import { CYCLES, type CycleCommand, WAYS } from '../../support/kill/cycles.ts';
import { expectNoFailure, TIMEOUT } from '../../support/kill/expect.ts';
import type { Survey } from '../../support/kill/survey.ts';
import { AGAIN, BACK, FORWARD, type Trial } from '../../support/kill/trial.ts';
import { sample } from '../../support/sample.ts';

const toolsOf = ({ folder }: Scene): string => path.join(folder, 'tools');

/** Runs a command until the given call of a tool that changes the host, of which half is done. */
async function killAtHalf(
  scene: Scene,
  { args, ...input }: CycleCommand,
  call: number,
  goesOn: boolean,
): Promise<void> {
  const via = await halfTools(toolsOf(scene), call, goesOn);
  const { exitCode, stderr } = await scene.run(args, { ...input, via });
  if (exitCode !== KILLED) throw new Error(`not killed at call ${call}: ${exitCode} ${stderr}`);
}

/** What may follow: the tool ends as well, or does the rest later, and then the answer. */
const SEQUELS = [
  { goesOn: false, answer: BACK },
  { goesOn: true, answer: FORWARD },
  { goesOn: false, answer: FORWARD },
  { goesOn: true, answer: BACK },
  { goesOn: true, answer: AGAIN },
];

/** Of two calls of tools that change the host one, cut in half, with the sequels in turn. */
const halves = ({ sideEffects }: Survey): Trial[] =>
  sample(
    WAYS.flatMap((way) =>
      sideEffects[way]
        .filter((sideEffect) => sideEffect.startsWith('start '))
        .map((sideEffect, i) => ({ way, call: i + 1, sideEffect })),
    ),
    2,
  ).flatMap(({ way, call, sideEffect }, i) =>
    sample(SEQUELS, SEQUELS.length, i).map(({ goesOn, answer }) => ({
      way,
      name: `half of call ${call} (${sideEffect}), ${goesOn ? 'the rest later' : 'and no more'}`,
      stage: 'underWay',
      answer,
      kill: async (scene, command) => killAtHalf(scene, command, call, goesOn),
      signs: async (scene) => ((await wasOvertaken(toolsOf(scene))) ? ['it did not wait for the tool'] : []),
    })),
  );

test.each([CYCLES.init, CYCLES.join, CYCLES.replacement])(
  '$name, killed when half of a batch is done',
  TIMEOUT,
  async (cycle) => expectNoFailure({ cycle, trials: halves }, 'killed at half of a batch'),
);
