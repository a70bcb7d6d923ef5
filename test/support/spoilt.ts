import { HOSTILE } from './steering.ts';

/** A line that nothing but a forger would begin with this word. */
export const FORGED = 'FORGED';

const NASTY = `${HOSTILE}\n${FORGED}`;

type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

/** What a text holds where it is JSON itself, as in a ConfigMap or an annotation. */
function held(text: string): Value | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
}

function* ofText(text: string): Generator<Value> {
  yield NASTY;
  yield text + NASTY;
  const inside = held(text);
  if (inside !== undefined) for (const other of spoilt(inside)) yield JSON.stringify(other);
}

/** A document with one of its texts or keys made nasty, for each of them in turn: as a whole, and at its end. */
export function* spoilt(value: Value): Generator<Value> {
  if (typeof value === 'string') yield* ofText(value);
  else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) for (const other of spoilt(item)) yield value.with(i, other);
  } else if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value);
    for (const [i, [key, item]] of entries.entries()) {
      for (const other of spoilt(item)) yield { ...value, [key]: other };
      yield Object.fromEntries(entries.with(i, [key + NASTY, item]));
    }
    yield { ...value, [NASTY]: NASTY };
  } else yield NASTY;
}
