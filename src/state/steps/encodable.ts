import { flawOf, isGarbled, UnencodableError } from '../../words/index.ts';
import type { Instruction } from '../base/instruction.ts';
import type { Change } from '../diff/change.ts';
import { type HostObject, isPeerObject } from '../objects/objects.ts';
import { keyOf } from '../objects/registry.ts';
import { instructionsOf } from './order.ts';

/** Why no tool accepts an instruction as text; undefined if one does. */
function flawIn(instruction: Instruction): string | undefined {
  return 'args' in instruction ? firstOf(instruction.args, flawOf) : undefined;
}

function firstOf<T>(list: readonly T[], find: (one: T) => string | undefined): string | undefined {
  for (const one of list) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Why a change cannot be written as an instruction of a tool; undefined if it can. */
export function flawOfChange(change: Change): string | undefined {
  try {
    return firstOf(instructionsOf(change), flawIn);
  } catch (error) {
    if (error instanceof UnencodableError) return error.message;
    throw error;
  }
}

const hasGarbledContent = (object: HostObject): boolean =>
  object.kind === 'file' && isGarbled(object.content);

/** Why an object could not be created again exactly as it is; undefined if it could. */
function flawOfObject(object: HostObject): string | undefined {
  if (hasGarbledContent(object)) return 'a content that is not valid UTF-8';
  return flawOfChange({ action: 'create', key: keyOf(object), to: object });
}

/** New entries of peers differ by addresses, MACs and numbers, which every tool accepts, and by their link. */
const likenessOf = (change: Change): string | undefined =>
  change.action === 'create' && isPeerObject(change.to)
    ? `${change.to.kind} ${'dev' in change.to ? change.to.dev : ''}`
    : undefined;

/** Changes without those that are like another one as far as tools accept them. */
function withoutLikes(changes: readonly Change[]): Change[] {
  const seen = new Set<string>();
  return changes.filter((change) => {
    const likeness = likenessOf(change);
    if (likeness === undefined) return true;
    const isNew = !seen.has(likeness);
    seen.add(likeness);
    return isNew;
  });
}

/** The objects of a diff that no tool could create, or create again in a rollback, each with the reason. */
export function unencodableIn(
  changes: readonly Change[],
): { readonly object: HostObject; readonly why: string }[] {
  return withoutLikes(changes).flatMap((change) => {
    const object = 'from' in change ? change.from : change.to;
    const why = ('from' in change ? flawOfObject(object) : undefined) ?? flawOfChange(change);
    return why === undefined ? [] : [{ object, why }];
  });
}
