/** The limit of links that a finding names, because a node can run 250 pods. */
const MOST_NAMED = 20;

/** The names of a finding: the first ones, and a text that says how many more there are. */
export function someNames(all: readonly string[]): {
  readonly named: readonly string[];
  readonly text: string;
} {
  const named = all.slice(0, MOST_NAMED);
  const more = all.length > named.length ? ` and ${all.length - named.length} more` : '';
  return { named, text: `${named.join(', ')}${more}` };
}
