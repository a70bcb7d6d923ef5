import { IGNORED } from './ask.ts';
import { difference } from './lines.ts';
import { isDown, isHalfDone, isWell, type State } from './state.ts';
import type { Ran, World } from './world.ts';

/** The commands that only look. */
export const LOOKS = {
  status: ['status', '--no-probe'],
  diff: ['diff', '--detailed-exitcode', IGNORED],
} as const;

export type LookName = keyof typeof LOOKS;

/** With which status they end on a node: that is down, well, as somebody has meddled with it, in the middle of something. */
const EXITS: Readonly<
  Record<LookName, Readonly<Record<'down' | 'well' | 'drifted' | 'unknown', readonly number[]>>>
> = {
  status: { down: [3], well: [0], drifted: [11], unknown: [0, 3, 11] },
  diff: { down: [64], well: [0], drifted: [2], unknown: [0, 2, 8, 64] },
};

function conditionOf(state: State): keyof (typeof EXITS)[LookName] {
  if (state.unfinished !== undefined || isHalfDone(state)) return 'unknown';
  if (isDown(state)) return 'down';
  return isWell(state) ? 'well' : 'drifted';
}

/** Runs one; what is wrong with how it ended, or with what it left. */
export async function lookBy(
  state: State,
  world: World,
  name: LookName,
): Promise<{ readonly ran: Ran; readonly wrong: readonly string[] }> {
  const before = await world.look();
  const ran = await world.run(LOOKS[name]);
  const changed = difference(before, await world.look()).map((line) => `changed: ${line}`);
  const allowed = EXITS[name][conditionOf(state)];
  const isRight = allowed.includes(ran.exitCode);
  return {
    ran,
    wrong: isRight ? changed : [...changed, `ended with ${ran.exitCode}, not one of [${allowed}]`],
  };
}
