import { didYouMean, type Entry, type ObjectNode, printable, type Reporter } from '../../text/index.ts';

/** The entries of an object by the canonical spelling of their keys. */
export type ConfFields = ReadonlyMap<string, Entry>;

export interface KnownKeys {
  readonly keys: readonly string[];
  /** Keys that belong elsewhere or have no effect, each with the second half of the message and the hint. */
  readonly misplaced?: Readonly<Record<string, { readonly because: string; readonly hint?: string }>>;
}

/**
 * Finds the known keys of an object as Go's encoding/json does: case-insensitively, and the last one wins
 * (flannel-facts 1.1). Unknown keys are warnings. Keys that differ only in case are errors, like duplicate keys.
 */
export function readFields(
  node: ObjectNode,
  { keys, misplaced = {} }: KnownKeys,
  report: Reporter,
): ConfFields {
  const canonical = new Map(keys.map((key) => [key.toLowerCase(), key]));
  const fields = new Map<string, Entry>();
  for (const entry of node.entries) {
    const key = canonical.get(entry.key.toLowerCase());
    if (key === undefined) {
      reportUnknown(entry, keys, misplaced, report);
      continue;
    }
    reportTwin(entry, fields.get(key), report);
    fields.set(key, entry);
  }
  return fields;
}

function reportUnknown(
  { key, keyRange }: Entry,
  keys: readonly string[],
  misplaced: NonNullable<KnownKeys['misplaced']>,
  report: Reporter,
): void {
  const known = Object.keys(misplaced).find((name) => name.toLowerCase() === key.toLowerCase());
  const place = known === undefined ? undefined : misplaced[known];
  if (place !== undefined)
    report.warn(keyRange, `flanneld ignores ${printable(key)} here: ${place.because}`, place.hint);
  else {
    const hint = didYouMean(key, keys) ?? `Known here are: ${keys.join(', ')}.`;
    report.warn(keyRange, `unknown key ${printable(key)}: flanneld ignores it`, hint);
  }
}

/** Reports keys that differ only in case. Keys that are exactly equal were reported by the parser. */
function reportTwin({ key, keyRange }: Entry, before: Entry | undefined, report: Reporter): void {
  if (before === undefined || before.key === key) return;
  report.error(
    keyRange,
    `${printable(key)} and ${printable(before.key)} are the same key to flanneld, which takes the last`,
    'Remove one of them.',
  );
}
