/** An object of a JSON answer, none of whose values is trusted. */
export type JsonFields = Readonly<Record<string, unknown>>;

const NONE: JsonFields = {};

/** A value as an object; without keys if it is anything else. */
const asFields = (value: unknown): JsonFields => (isObject(value) ? value : NONE);

const isObject = (value: unknown): value is JsonFields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object under a key; without keys if there is none. */
export const fieldsIn = (fields: JsonFields, key: string): JsonFields => asFields(fields[key]);

/** The text under a key, also of a number; `''` if there is none, because the gateway leaves out what is empty. */
export function textIn(fields: JsonFields, key: string): string {
  const value = fields[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The whole number under a key. The gateway writes 64-bit numbers as text, and leaves out 0. */
export const numberIn = (fields: JsonFields, key: string): number => Number(textIn(fields, key)) || 0;

/** The objects of the list under a key. */
export function listIn(fields: JsonFields, key: string): readonly JsonFields[] {
  const value: unknown = fields[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The JSON object of a text; undefined if it is none. */
export function parseFields(text: string): JsonFields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
