import type { HostObject } from '../../state/index.ts';
import type { Item } from './fields.ts';
import { parseList } from './parse-json.ts';

/** How a tool prints the objects of a kind. */
export interface Printed<T> {
  /** What the text of each begins with, such as `{"dst":`. */
  readonly opening: string;
  /** The rest of the text of one of ours, without the last brace; a version that prints another is read all the same. */
  readonly body: (object: T) => string;
  /** Every object, whoever made it, out of what the tool prints. */
  readonly read: (list: readonly Item[]) => readonly T[];
}

type OfKind<Kind extends HostObject['kind']> = Extract<HostObject, { readonly kind: Kind }>;

/** Of objects those of a kind. */
export const expectedOfKind = <Kind extends HostObject['kind']>(
  kind: Kind,
  objects: readonly HostObject[],
): OfKind<Kind>[] => objects.filter((object): object is OfKind<Kind> => object.kind === kind);

/** The rest of the texts of all objects in a list; undefined if it is empty, or not printed in this form. */
function bodiesIn(text: string, opening: string): string[] | undefined {
  const list = text.trimEnd();
  if (!list.startsWith(`[${opening}`) || !list.endsWith('}]')) return undefined;
  return list.slice(1 + opening.length, -2).split(`},${opening}`);
}

/**
 * The objects in a list that a tool printed. One that is printed as an expected object would be is that object: of
 * 10,000 peers only the texts of those that differ are parsed.
 */
export function readExpected<T>(
  text: string,
  { opening, body, read }: Printed<T>,
  expected: readonly T[],
): readonly T[] {
  const bodies = expected.length === 0 ? undefined : bodiesIn(text, opening);
  if (bodies === undefined) return read(parseList(text));
  const byBody = new Map(expected.map((object) => [body(object), object]));
  const found = new Set<T>();
  const rest: string[] = [];
  for (const one of bodies) {
    const object = byBody.get(one);
    if (object === undefined) rest.push(`${opening}${one}}`);
    else found.add(object);
  }
  return [...expected.filter((object) => found.has(object)), ...read(parseList(`[${rest.join(',')}]`))];
}
