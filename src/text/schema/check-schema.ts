import type { ErrorObject, ValidateFunction } from 'ajv';
import type { Problem } from '../../errors/index.ts';
import type { SourceNode, TextRange } from '../source/node.ts';
import { problemAt } from '../source/problem.ts';
import type { Source } from '../source/source.ts';
import { entryOf, nodeAt, openingOf, toValue } from '../source/tree.ts';
import { describeError } from './words.ts';

/**
 * Validates a tree with a validator made from schemas/. Every violation is a problem with a location. If the schema is
 * given too, an unknown key gets a hint with the nearest known key.
 */
export function checkSchema(
  validate: ValidateFunction,
  root: SourceNode,
  source: Source,
  schema?: object,
): readonly Problem[] {
  if (validate(toValue(root))) return [];
  const errors = (validate.errors ?? []).filter(({ keyword }) => !SUMMARY_KEYWORDS.has(keyword));
  return errors.map((error) => {
    const path = pathOf(error.instancePath);
    const { message, hint } = describeError(error, path, nodeAt(root, path), schema);
    return problemAt(source, placeOf(error, root, path), 'error', message, hint);
  });
}

/** Keywords whose error only summarises errors that are listed separately. */
const SUMMARY_KEYWORDS: ReadonlySet<string> = new Set(['if', 'propertyNames']);

/** The steps of a JSON pointer (RFC 6901). */
const pathOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

/** The location of an error: the key if the key is wrong, else the value. */
function placeOf(error: ErrorObject, root: SourceNode, path: readonly string[]): TextRange {
  const node = nodeAt(root, path) ?? root;
  const { additionalProperty, unevaluatedProperty } = error.params as Record<string, unknown>;
  const key = additionalProperty ?? unevaluatedProperty ?? error.propertyName;
  if (typeof key === 'string') return entryOf(node, key)?.keyRange ?? openingOf(node);
  return openingOf(node);
}
