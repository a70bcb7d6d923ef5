import type { Problem, Severity } from '../errors/index.ts';
import { entryOf, openingOf, problemAt, type Source, type SourceNode } from '../text/index.ts';

/** A problem of one entry of a list of nodes, without a place, because a computed plan is in no file. */
export interface NodeFinding {
  readonly severity: Severity;
  /** The index of the entry in the list. */
  readonly index: number;
  /** The key with the problem; absent if the entry as a whole has it. */
  readonly key?: string;
  /** Whether the problem is the key, not its value. */
  readonly isOfKey?: true;
  readonly message: string;
  readonly hint?: string;
}

/** Reports a finding; its severity is `error` unless given. */
export type Find = (finding: Omit<NodeFinding, 'severity'> & Partial<Pick<NodeFinding, 'severity'>>) => void;

/** Collects findings in the order in which they are reported. */
export function collectFindings(): { readonly findings: readonly NodeFinding[]; readonly find: Find } {
  const findings: NodeFinding[] = [];
  return { findings, find: (finding) => findings.push({ severity: 'error', ...finding }) };
}

/** Findings as problems with their places in the file of the entries. */
export const locateFindings = (
  findings: readonly NodeFinding[],
  items: readonly SourceNode[],
  source: Source,
): Problem[] =>
  findings.flatMap(({ severity, index, key, isOfKey, message, hint }) => {
    const item = items[index];
    if (item === undefined) return [];
    const entry = key === undefined ? undefined : entryOf(item, key);
    const range = (isOfKey ? entry?.keyRange : entry?.value) ?? openingOf(item);
    return [problemAt(source, range, severity, message, hint)];
  });
