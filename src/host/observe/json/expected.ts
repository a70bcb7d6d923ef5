import type { HostObject } from '../../../state/index.ts';
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

/** Objects that are probably there, by their kinds. */
export type Expected = ReadonlyMap<HostObject['kind'], readonly HostObject[]>;

export const NOTHING_EXPECTED: Expected = new Map();

/** Objects by their kinds. */
export function expectedOf(objects: readonly HostObject[]): Expected {
  const byKind = new Map<HostObject['kind'], HostObject[]>();
  for (const object of objects) {
    const alike = byKind.get(object.kind);
    if (alike === undefined) byKind.set(object.kind, [object]);
    else alike.push(object);
  }
  return byKind;
}

/** Those of a kind. The cast is sound because they are kept by their kind. */
export const expectedOfKind = <Kind extends HostObject['kind']>(
  kind: Kind,
  expected: Expected,
): readonly OfKind<Kind>[] => (expected.get(kind) ?? []) as readonly OfKind<Kind>[];

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
  const { places, others } = placesIn(bodies, expected.map(body));
  const rest = others.map((one) => `${opening}${one}}`);
  return [...expected.filter((_, place) => places[place]), ...read(parseList(`[${rest.join(',')}]`))];
}

/** Which of the expected texts there are, and the other texts. */
interface Matched {
  readonly places: boolean[];
  readonly others: readonly string[];
}

/** How many expected texts may be missing in a row before the order is taken for another. */
const MOST_MISSING = 4;

/** Matches texts that are in the expected order, as routes and nexthops are: a comparison each. */
function inSameOrder(texts: readonly string[], expected: readonly string[]): Matched {
  const places = expected.map(() => false);
  const others: string[] = [];
  let next = 0;
  for (const text of texts) {
    let place = next;
    while (place - next < MOST_MISSING && expected[place] !== text) place += 1;
    if (expected[place] === text) {
      places[place] = true;
      next = place + 1;
    } else others.push(text);
  }
  return { places, others };
}

/** Matches texts in any order. */
function placesIn(texts: readonly string[], expected: readonly string[]): Matched {
  const ordered = inSameOrder(texts, expected);
  const { places, others } = ordered;
  if (others.length === 0 || !places.includes(false)) return ordered;
  const byText = new Map<string, number>();
  for (const [place, text] of expected.entries()) byText.set(text, place);
  const rest = others.filter((text) => {
    const place = byText.get(text);
    if (place === undefined) return true;
    places[place] = true;
    return false;
  });
  return { places, others: rest };
}
