/**
 * Texts that every YAML reader takes as plain strings: one or more words; IPv4 addresses; MACs and IPv6 addresses,
 * except digits between single colons, which are a base-60 number in YAML 1.1.
 */
const PLAIN =
  /^(?:[A-Za-z](?:[\w./ ,()=-]*[\w./)])?|\d+(?:\.\d+){3}(?:\/\d+)?|(?=.*(?:::|[a-f]))[\da-f]{1,4}(?::[\da-f]{0,4}){1,6}:[\da-f]{1,4}(?:\/\d+)?)$/;

/** Words that YAML 1.1 or 1.2 reads as another type. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|e-?\d+)$/i;

const isPlain = (text: string): boolean => PLAIN.test(text) && !RESERVED.test(text);

/** Thrown for a value that needs the full YAML library. */
class NotPlain extends Error {}

/** YAML keeps the sign of -0, JavaScript's String() does not. */
const isInteger = (value: unknown): boolean => Number.isSafeInteger(value) && !Object.is(value, -0);

function scalar(value: unknown): string {
  if (typeof value === 'string' ? isPlain(value) : isInteger(value) || typeof value === 'boolean')
    return String(value);
  throw new NotPlain();
}

function entries(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, each]) => each !== undefined);
}

/** The lines of a non-empty value, each with the same indent. */
function lines(value: object, indent: string): string[] {
  const inner = `${indent}  `;
  if (Array.isArray(value))
    return value.map((item: unknown) => `${indent}- ${inline(item) ?? below(item, inner).trimStart()}`);
  return entries(value).map(([key, each]) => {
    const text = inline(each);
    return text === undefined
      ? `${indent}${scalar(key)}:\n${below(each, inner)}`
      : `${indent}${scalar(key)}: ${text}`;
  });
}

const below = (value: unknown, indent: string): string => lines(value as object, indent).join('\n');

/** The text after a key or a dash; undefined if the value needs lines of its own. */
function inline(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return scalar(value);
  if (Array.isArray(value)) return value.length === 0 ? '[]' : undefined;
  return entries(value).length === 0 ? '{}' : undefined;
}

/**
 * A document as YAML, byte for byte as the `yaml` library writes it, at a tenth of its cost; undefined if any text
 * needs quotes.
 */
export function plainYaml(document: object): string | undefined {
  try {
    return `${inline(document) ?? below(document, '')}\n`;
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}
