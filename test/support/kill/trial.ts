import { kindOf, type Moment, momentText, type Scene, stageAt } from '../host/kill.ts';
import { sample, sampleOfEach } from '../sample.ts';
import { type CycleCommand, WAYS, type Way } from './cycles.ts';
import type { Survey } from './survey.ts';

/** How far a transaction had come: not to its first line, to somewhere, to its last, or back to its beginning. */
export type Stage = 'notBegun' | 'underWay' | 'ended' | 'rolledBack';

/** One way to cut a command off. */
export interface Trial {
  readonly way: Way;
  readonly name: string;
  readonly stage: Stage;
  /** What is done after it. */
  readonly answer: Answer;
  /** Runs the command until it is dead. */
  readonly kill: (scene: Scene, command: CycleCommand) => Promise<unknown>;
  /** What besides the host's state shows that something went wrong, after the answer. */
  readonly signs?: (scene: Scene) => Promise<readonly string[]>;
}

/** What is done after a kill, and where that has to lead. */
export interface Answer {
  readonly name: string;
  /** The command, given the one that was killed. */
  readonly command: (killed: CycleCommand) => CycleCommand;
  /** Which end of the way it leads to, by how far the killed command's transaction had come. */
  readonly leadsTo: Readonly<Record<Stage, 'from' | 'to'>>;
}

export const BACK: Answer = {
  name: 'rollback',
  command: () => ({ args: ['rollback', '--yes'] }),
  leadsTo: { notBegun: 'from', underWay: 'from', ended: 'to', rolledBack: 'from' },
};

export const FORWARD: Answer = {
  name: 'recover --forward',
  command: () => ({ args: ['recover', '--forward', '--yes'] }),
  leadsTo: { notBegun: 'from', underWay: 'to', ended: 'to', rolledBack: 'from' },
};

export const AGAIN: Answer = {
  name: 'the same command again',
  command: (killed) => killed,
  leadsTo: { notBegun: 'to', underWay: 'to', ended: 'to', rolledBack: 'to' },
};

/** A kill at a moment of a way. */
const killAt = (way: Way, moment: Moment, sideEffects: readonly string[], answer: Answer): Trial => ({
  way,
  name: momentText(moment),
  stage: stageAt(sideEffects, moment),
  answer,
  kill: async (scene, { args, ...input }) => scene.kill(args, moment, input),
});

/** Of so many times that a moment is tried, the same command is run again after one. */
const SELDOM = 3;

/** One direction after the other, beginning with the n-th; both where every moment is wanted. */
export const directionsFrom = (n: number): readonly Answer[] => sample([BACK, FORWARD], 2, n);

/**
 * Kills at moments of each kind, in both ways: of a kind each n-th, and after it the host goes back or forward in turn,
 * one way beginning with the one and the other way with the other; seldom the same command is run again.
 * @param first the direction after the first kill of each kind there
 */
export const killsOf =
  (every: number, first: 0 | 1) =>
  ({ sideEffects, moments }: Survey): Trial[] =>
    WAYS.flatMap((way, w) => [
      ...sampleOfEach(moments[way], kindOf, every).flatMap((alike) =>
        alike.flatMap((moment, i) =>
          directionsFrom(first + w + i).map((answer) => killAt(way, moment, sideEffects[way], answer)),
        ),
      ),
      ...sample(moments[way], SELDOM * every, first).map((moment) =>
        killAt(way, moment, sideEffects[way], AGAIN),
      ),
    ]);
