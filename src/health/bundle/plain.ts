/** A map is written as an object with this key, because JSON has none. */
const MAP = '$map';

/** A value as JSON can write it: maps as lists of their entries. */
export function toPlain(value: unknown): unknown {
  if (value instanceof Map) return { [MAP]: [...value].map((entry) => entry.map(toPlain)) };
  return mapped(value, toPlain);
}

/** The value that was written. */
export function fromPlain(value: unknown): unknown {
  const entries = isObject(value) && Object.keys(value).length === 1 ? value[MAP] : undefined;
  if (!Array.isArray(entries)) return mapped(value, fromPlain);
  return new Map(entries.map((entry) => fromPlain(entry) as [unknown, unknown]));
}

/** A value with each text in it changed, keys of objects, too. */
export function mapTexts(value: unknown, change: (text: string, key?: string) => string): unknown {
  if (!isObject(value))
    return typeof value === 'string' ? change(value) : mapped(value, (item) => mapTexts(item, change));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      change(key),
      typeof item === 'string' ? change(item, key) : mapTexts(item, change),
    ]),
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mapped = (value: unknown, change: (item: unknown) => unknown): unknown => {
  if (Array.isArray(value)) return value.map(change);
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)]))
    : value;
};
