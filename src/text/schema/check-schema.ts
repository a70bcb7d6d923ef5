import type { ErrorObject, ValidateFunction } from 'ajv';
import type { Problem } from '../../errors/index.ts';
import type { Range, SourceNode } from '../source/node.ts';
import { problemAt } from '../source/problem.ts';
import type { Source } from '../source/source.ts';
import { entryOf, nodeAt, openingOf, toValue } from '../source/tree.ts';
import { describeError } from './words.ts';

/**
 * Checks a tree against a validator made from schemas/: every violation, as a problem at its place.
 * Given the schema too, a key it does not know gets a hint which of its keys was meant.
 */
export function checkSchema(
  validate: ValidateFunction,
  root: SourceNode,
  source: Source,
  schema?: object,
): readonly Problem[] {
  if (validate(toValue(root))) return [];
  const errors = (validate.errors ?? []).filter(({ keyword }) => !UMBRELLAS.has(keyword));
  return errors.map((error) => {
    const path = pathOf(error.instancePath);
    const { message, hint } = describeError(error, path, nodeAt(root, path), schema);
    return problemAt(source, placeOf(error, root, path), 'error', message, hint);
  });
}

/** Keywords whose error only sums up errors that are listed by themselves. */
const UMBRELLAS: ReadonlySet<string> = new Set(['if', 'propertyNames']);

/** The steps of a JSON pointer (RFC 6901). */
const pathOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

/** Where to point: at the key if the key is what is wrong, else at the value. */
function placeOf(error: ErrorObject, root: SourceNode, path: readonly string[]): Range {
  const node = nodeAt(root, path) ?? root;
  const { additionalProperty, unevaluatedProperty } = error.params as Record<string, unknown>;
  const key = additionalProperty ?? unevaluatedProperty ?? error.propertyName;
  if (typeof key === 'string') return entryOf(node, key)?.keyRange ?? openingOf(node);
  return openingOf(node);
}
