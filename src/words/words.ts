declare const WORDS: unique symbol;

/**
 * A command of `ip` or `bridge`, or a rule of iptables, as words, as in `argv`. Only `words` makes them, and only the
 * encoder of a language turns them into text.
 */
export type Words = readonly string[] & { readonly [WORDS]: true };

/** A text is one word, whatever it contains. A list is as many words as it has elements. */
type Value = string | number | readonly string[];

/**
 * The words of the literal parts of a template, cached because a template may be used for each of ten thousand peers.
 */
const parsed = new WeakMap<TemplateStringsArray, readonly (readonly string[])[]>();

function partsOf(literals: TemplateStringsArray): readonly (readonly string[])[] {
  const known = parsed.get(literals);
  if (known !== undefined) return known;
  const last = literals.length - 1;
  const parts = literals.map((literal, i) => {
    const standsAlone = (i === 0 || literal.startsWith(' ')) && (i === last || literal.endsWith(' '));
    if (!standsAlone && literal !== '') throw new Error(`a value is not a word of its own: ${literal}`);
    return literal.split(' ').filter(Boolean);
  });
  if (literals.slice(1, -1).includes('')) throw new Error('two values are not words of their own');
  parsed.set(literals, parts);
  return parts;
}

/** Makes words from a template: literals are split at spaces, values are never split. */
export function words(literals: TemplateStringsArray, ...values: readonly Value[]): Words {
  const parts = partsOf(literals);
  const list = [...(parts[0] ?? [])];
  values.forEach((value, i) => {
    if (typeof value === 'object') list.push(...value);
    else list.push(`${value}`);
    for (const word of parts[i + 1] ?? []) list.push(word);
  });
  return list as readonly string[] as Words;
}
