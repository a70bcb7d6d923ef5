import type { ErrorObject } from 'ajv';
import { printable } from '../printable.ts';
import { quote } from '../quote.ts';
import { didYouMean } from '../source/closest.ts';
import type { SourceNode } from '../source/node.ts';
import { toValue } from '../source/tree.ts';

interface Words {
  readonly message: string;
  readonly hint?: string;
}

type Params = Readonly<Record<string, unknown>>;

/** A schema violation in words that need no knowledge of JSON Schema. */
export function describeError(
  error: ErrorObject,
  path: readonly string[],
  node: SourceNode | undefined,
  schema: object | undefined,
): Words {
  const name = error.propertyName === undefined ? nameOf(path) : `the key ${quote(error.propertyName)}`;
  const describe = KEYWORDS[error.keyword];
  const params = error.params as Params;
  if (describe === undefined)
    return { message: `${name} ${error.message ?? `breaks the rule ${error.keyword}`}` };
  return describe(name, params, node, () => knownKeys(schema, error.schemaPath));
}

/** `nodes[2].subnet`, as a person would write it. */
function nameOf(path: readonly string[]): string {
  if (path.length === 0) return 'the document';
  const steps = path.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${printable(step)}`));
  return steps.join('').replace(/^\./, '');
}

type Describe = (
  name: string,
  params: Params,
  node: SourceNode | undefined,
  knownKeys: () => readonly string[],
) => Words;

const isUnknown: Describe = (name, params, _, knownKeys) => {
  const key = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
  const known = knownKeys();
  const where = name === 'the document' ? '' : ` in ${name}`;
  const hint = didYouMean(key, known) ?? (known.length > 0 ? `Known are: ${known.join(', ')}.` : undefined);
  return { message: `unknown key ${printable(key)}${where}`, ...(hint && { hint }) };
};

const isNotAllowed: Describe = (name, params, node) => {
  const allowed = [params['allowedValues'] ?? params['allowedValue']].flat();
  const value = node && toValue(node);
  const hint = typeof value === 'string' ? didYouMean(value, allowed.map(String)) : undefined;
  const choice = allowed.map(quote).join(' or ');
  return { message: `${name} must be ${choice}, not ${describeValue(node)}`, ...(hint && { hint }) };
};

const isOutOfRange: Describe = (name, params, node) => {
  const word = BOUNDS[String(params['comparison'])] ?? String(params['comparison']);
  return { message: `${name} must be ${word} ${params['limit']}, not ${describeValue(node)}` };
};

const BOUNDS: Readonly<Record<string, string>> = {
  '>=': 'at least',
  '<=': 'at most',
  '>': 'more than',
  '<': 'less than',
};

const hasTooFew: Describe = (name, params) => ({
  message: params['limit'] === 1 ? `${name} is empty` : `${name} is too short: at least ${params['limit']}`,
});

const KEYWORDS: Readonly<Record<string, Describe>> = {
  type: (name, params, node) => ({
    message: `${name} must be ${[params['type']].flat().map(typeName).join(' or ')}, not ${describeValue(node)}`,
  }),
  required: (name, params) => ({
    message: `${name === 'the document' ? '' : `${name}: `}${String(params['missingProperty'])} is missing`,
  }),
  additionalProperties: isUnknown,
  unevaluatedProperties: isUnknown,
  enum: isNotAllowed,
  const: isNotAllowed,
  minimum: isOutOfRange,
  maximum: isOutOfRange,
  exclusiveMinimum: isOutOfRange,
  exclusiveMaximum: isOutOfRange,
  minLength: hasTooFew,
  minItems: hasTooFew,
  minProperties: hasTooFew,
  pattern: (name, _, node) => ({ message: `${name} can't be ${describeValue(node)}` }),
};

const TYPES: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
};

const typeName = (type: unknown): string => TYPES[String(type)] ?? String(type);

/** A value for "must be …, not …": its type and, if it is short, its text. */
export function describeValue(node: SourceNode | undefined): string {
  if (node === undefined || node.kind === 'object') return 'an object';
  if (node.kind === 'array') return 'a list';
  if (typeof node.value === 'string') return `the text ${quote(node.value)}`;
  return printable(node.raw === '' ? 'nothing' : node.raw.slice(0, 40));
}

/** The known keys of the schema object with the violated keyword; empty if the schema is not given. */
function knownKeys(schema: object | undefined, schemaPath: string): readonly string[] {
  if (!schemaPath.startsWith('#/')) return [];
  const steps = schemaPath.split('/').slice(1, -1).map(decodeURIComponent);
  let at: unknown = schema;
  for (const step of steps) at = (at as Record<string, unknown> | undefined)?.[step];
  return Object.keys((at as { properties?: object } | undefined)?.properties ?? {});
}
