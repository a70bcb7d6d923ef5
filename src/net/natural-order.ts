/** Sorts names as people count: w2 before w10. By bytes otherwise, so that the order is the same everywhere. */
export const inNaturalOrder = <T extends string>(names: readonly T[]): T[] =>
  names
    .map((name) => ({ name, key: keyOf(name) }))
    .sort((a, b) => compare(a.key, b.key) || compare(a.name, b.name))
    .map(({ name }) => name);

/** A text whose order by bytes is that of the name by numbers: the length of a number goes before its digits. */
const keyOf = (name: string): string =>
  name.replace(/0*(\d+)/g, (_, digits: string) => `${String(digits.length).padStart(3, '0')}${digits}`);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
