import { type Instruction, PHASES } from '../base/instruction.ts';
import type { Change, Diff } from '../diff/change.ts';
import { kindOf } from '../objects/registry.ts';

/** An instruction and the change that it is part of. */
export interface Step {
  readonly change: Change;
  readonly instruction: Instruction;
}

/** A step and its position: creations first, phase by phase; then deletions in reverse order. */
interface PlacedStep extends Step {
  readonly rank: number;
}

const rankOf = ({ phase }: Instruction): number => PHASES.indexOf(phase) + 1;

function build(change: Change): PlacedStep[] {
  return scaffolded(change, buildInstructions(change)).map((instruction) => ({
    change,
    instruction,
    rank: rankOf(instruction),
  }));
}

/** Instructions between those that create and delete their scaffold. */
function scaffolded({ scaffold }: Change, instructions: readonly Instruction[]): readonly Instruction[] {
  if (scaffold === undefined || instructions.length === 0) return instructions;
  return [scaffold.build, ...instructions, scaffold.remove];
}

function buildInstructions(change: Change): readonly Instruction[] {
  switch (change.action) {
    case 'create':
      return create(change);
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

/** An object that is created again may still exist. */
function create({ to, removedBy }: Extract<Change, { action: 'create' }>): readonly Instruction[] {
  const kind = kindOf(to);
  return removedBy === undefined ? kind.create(to) : (kind.recreate ?? kind.create)(to);
}

function takeAway(change: Change): PlacedStep[] {
  if (change.action !== 'delete' || change.removedBy !== undefined) return [];
  const instructions = kindOf(change.from).remove(change.from);
  return instructions.map((instruction) => ({ change, instruction, rank: rankOf(instruction) }));
}

/** The instructions of a change, without an order among the changes. */
export const instructionsOf = (change: Change): readonly Instruction[] =>
  [...build(change), ...takeAway(change)].map(({ instruction }) => instruction);

/** The position of an early deletion relative to the creations of its phase. */
const ASIDE = { before: -0.5, after: 0.5 } as const;

/** Deletions: some between creations, the rest at the end. */
function takenAway(changes: readonly Change[]): Readonly<Record<'meanwhile' | 'last', PlacedStep[]>> {
  const steps: Record<'meanwhile' | 'last', PlacedStep[]> = { meanwhile: [], last: [] };
  for (const change of changes.toReversed()) {
    const moment = change.action === 'delete' ? change.moment : undefined;
    if (moment === undefined) steps.last.push(...takeAway(change).reverse());
    else
      steps.meanwhile.push(...takeAway(change).map((step) => ({ ...step, rank: step.rank + ASIDE[moment] })));
  }
  return steps;
}

/**
 * The steps of a diff in the order in which they run. Creations go by phase, and within a phase in the order of the
 * desired state; deletions go in reverse and come after, so that nothing needed is missing in between. Only addresses
 * are deleted early, because the kernel makes routes for them.
 */
export function stepsOf({ changes }: Diff): Step[] {
  const { meanwhile, last } = takenAway(changes);
  const built = [...changes.flatMap(build), ...meanwhile].sort((a, b) => a.rank - b.rank);
  const taken = last.sort((a, b) => b.rank - a.rank);
  return [...built, ...taken].map(({ change, instruction }) => ({ change, instruction }));
}
