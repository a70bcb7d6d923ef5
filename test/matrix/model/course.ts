import type { Asked } from './ask.ts';
import type { Fault } from './faults.ts';
import { type Dependent, foreignOf } from './foreign.ts';
import { isOtherLink, type Network } from './network.ts';
import { isHalfDone, type State } from './state.ts';

/** A command that changes the host, and where it is to lead. */
export interface Course {
  /** In a tally. */
  readonly name: string;
  readonly args: readonly string[];
  readonly input?: string;
  /** To a network, or to no network; back to where a transaction began; nowhere, and what was begun is forgotten. */
  readonly aim: 'to' | 'back' | 'stay';
  readonly to: Network | undefined;
  /** With what it has to end, having changed nothing, if it has to. */
  readonly refusal: number | undefined;
  readonly fault?: Fault;
}

/** Foreign routes that go on the way to a network. */
const lostDependents = ({ dependents, settled }: State, to: Network | undefined): Dependent[] =>
  dependents.filter(
    (dependent) =>
      to === undefined ||
      (dependent === 'overlay' && settled.network !== undefined && isOtherLink(settled.network, to)),
  );

export const keptDependents = (state: State, to: Network | undefined): Dependent[] => {
  const lost = lostDependents(state, to);
  return state.dependents.filter((dependent) => !lost.includes(dependent));
};

const CONFLICT = 8;
const USAGE = 64;

/** Whether something foreign stands where something of a network would. */
export const isBlocked = ({ foreign, hasLeftFile }: State, to: Network): boolean =>
  hasLeftFile ||
  [...foreign].some((name) => {
    const { blocks } = foreignOf(name);
    return (blocks === 'n4' && to.peers['n4'] !== undefined) || (blocks === 'vni 7' && to.vni === 7);
  });

function refusalOf(state: State, { args, to }: Asked, acceptsLoss: boolean): number | undefined {
  const [command] = args;
  if (command === 'join' && to === undefined) return USAGE;
  if (to !== undefined && isBlocked(state, to)) return CONFLICT;
  return lostDependents(state, to).length > 0 && !acceptsLoss ? CONFLICT : undefined;
}

/** init, join or reset. Of a node that was left half-done nobody knows what goes, so that the loss is accepted. */
export function changing(state: State, asked: Asked, acceptLoss: boolean, fault?: Fault): Course {
  const acceptsLoss = acceptLoss || isHalfDone(state);
  return {
    name: asked.args[0] ?? '',
    args: [...asked.args, '--yes', ...(acceptsLoss ? ['--accept-loss'] : [])],
    ...(asked.input === undefined ? {} : { input: asked.input }),
    aim: 'to',
    to: asked.to,
    refusal: refusalOf(state, asked, acceptsLoss),
    ...(fault === undefined ? {} : { fault }),
  };
}

const WAYS = {
  rollback: { args: ['rollback'], aim: 'back' },
  'recover --forward': { args: ['recover', '--forward'], aim: 'to' },
  'recover --abandon': { args: ['recover', '--abandon'], aim: 'stay' },
} as const;

export type EndName = keyof typeof WAYS;

export const END_NAMES = Object.keys(WAYS) as EndName[];

/** One of the commands that end a transaction. Where there is none, it leads nowhere. */
export function ending({ unfinished, settled }: State, name: EndName, fault?: Fault): Course {
  const { args, aim } = WAYS[name];
  return {
    name,
    args: [...args, '--yes'],
    aim: unfinished === undefined ? 'back' : aim,
    to: unfinished === undefined ? settled.network : unfinished.to,
    refusal: undefined,
    ...(fault === undefined ? {} : { fault }),
  };
}
