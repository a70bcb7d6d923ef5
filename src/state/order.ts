import type { Change, Diff } from './diff.ts';
import { shownGateway } from './gateways.ts';
import { type Instruction, ip, PHASES } from './instruction.ts';
import { kindOf } from './registry.ts';

/** An instruction and the change it is part of. */
export interface Step {
  readonly change: Change;
  readonly instruction: Instruction;
}

/** A step's place: what is built first, phase by phase; then what is taken away, in the reverse order. */
interface PlacedStep extends Step {
  readonly rank: number;
}

const rankOf = ({ phase }: Instruction): number => PHASES.indexOf(phase) + 1;

function build(change: Change): PlacedStep[] {
  return withGateway(change, buildInstructions(change)).map((instruction) => ({
    change,
    instruction,
    rank: rankOf(instruction),
  }));
}

/** Between the lines that show a gateway's link, and take that back: packets to peers go their way all the time. */
function withGateway(change: Change, instructions: readonly Instruction[]): readonly Instruction[] {
  const [first] = instructions;
  const way = shownGateway(change);
  if (way === undefined || first === undefined) return instructions;
  const route = `${way.dst} dev ${way.dev} protocol ${way.protocol}`;
  return [ip(first.phase, `route add ${route}`), ...instructions, ip(first.phase, `route del ${route}`)];
}

function buildInstructions(change: Change): readonly Instruction[] {
  switch (change.action) {
    case 'create':
      return kindOf(change.to).create(change.to);
    case 'update':
      return kindOf(change.to).update(change.from, change.to);
    case 'adopt': {
      const { from, to } = change;
      return from.kind === to.kind ? kindOf(to).update(from, to) : kindOf(to).create(to);
    }
    case 'replace': {
      const kind = kindOf(change.to);
      return [...kind.remove(change.from), ...kind.create(change.to)];
    }
    default:
      return [];
  }
}

function takeAway(change: Change): PlacedStep[] {
  if (change.action !== 'delete' || change.lostWith !== undefined) return [];
  const instructions = kindOf(change.from).remove(change.from);
  return instructions.map((instruction) => ({ change, instruction, rank: rankOf(instruction) }));
}

/**
 * A diff as the list of steps that is run, in order. Building goes by phase and within a phase in the order of the
 * desired state; taking away is the reverse, and comes after, so that nothing needed is missing in between.
 */
export function stepsOf({ changes }: Diff): Step[] {
  const built = changes.flatMap(build).sort((a, b) => a.rank - b.rank);
  const taken = changes
    .flatMap(takeAway)
    .reverse()
    .sort((a, b) => b.rank - a.rank);
  return [...built, ...taken].map(({ change, instruction }) => ({ change, instruction }));
}
