import { EVERY_MOMENT, type Moment, momentText, type Scene, stageAt } from '../../support/kill.ts';
import type { Leg, Way } from './cycles.ts';
import type { Survey } from './survey.ts';

/** How far a transaction had come: not to its first line, to somewhere, to its last, or back to its beginning. */
export type Stage = 'notBegun' | 'underWay' | 'ended' | 'undone';

/** One way to cut a command off. */
export interface Trial {
  readonly way: Way;
  readonly name: string;
  readonly stage: Stage;
  /** Runs the command until it is dead. */
  readonly kill: (scene: Scene, leg: Leg) => Promise<unknown>;
  /** What besides the host's state shows that something went wrong, after the answer. */
  readonly signs?: (scene: Scene) => Promise<readonly string[]>;
}

/** What is done after a kill, and where that has to lead. */
export interface Answer {
  readonly name: string;
  /** The command, given the one that was killed. */
  readonly leg: (killed: Leg) => Leg;
  /** Which end of the way it leads to, by how far the killed command's transaction had come. */
  readonly leadsTo: Readonly<Record<Stage, 'from' | 'to'>>;
}

export const BACK: Answer = {
  name: 'rollback',
  leg: () => ({ args: ['rollback', '--yes'] }),
  leadsTo: { notBegun: 'from', underWay: 'from', ended: 'to', undone: 'from' },
};

export const FORWARD: Answer = {
  name: 'recover --forward',
  leg: () => ({ args: ['recover', '--forward', '--yes'] }),
  leadsTo: { notBegun: 'from', underWay: 'to', ended: 'to', undone: 'from' },
};

export const AGAIN: Answer = {
  name: 'the same command again',
  leg: (killed) => killed,
  leadsTo: { notBegun: 'to', underWay: 'to', ended: 'to', undone: 'to' },
};

/** Each n-th of a list; all of it where every moment is wanted. */
export const sample = <T>(list: readonly T[], every: number): T[] =>
  list.filter((_, i) => EVERY_MOMENT || i % every === 0);

const isDone = (deed = ''): boolean => deed.endsWith(' done');

/** Around a `done` line of the journal the host is the same: each direction is tried on one side of it. */
const isTried = ({ moment, n, deed }: Moment, deeds: readonly string[], answer: Answer): boolean =>
  EVERY_MOMENT || moment !== 'before' || !isDone(answer === FORWARD ? deeds[n - 2] : deed);

/** A kill at each n-th moment of both ways. */
export const killsOf =
  (answer: Answer, every: number) =>
  (surveyed: Survey): Trial[] =>
    (['there', 'return'] as const).flatMap((way) => {
      const deeds = surveyed.deeds[way];
      const moments = surveyed.moments[way].filter((moment) => isTried(moment, deeds, answer));
      return sample(moments, every).map((moment) => ({
        way,
        name: momentText(moment),
        stage: stageAt(deeds, moment),
        kill: async (scene, { args, ...input }) => scene.kill(args, moment, input),
      }));
    });
