import type { Problem, Severity } from '../errors/index.ts';
import { entryOf, openingOf, problemAt, type Source, type SourceNode } from '../text/index.ts';

/** What is wrong or odd about one entry of a list of nodes: a value, so that it can be said of plans that no file holds. */
export interface NodeFinding {
  readonly severity: Severity;
  /** Which entry of the list, from 0. */
  readonly index: number;
  /** The key it is about; absent if it is about the entry as a whole. */
  readonly key?: string;
  /** It is about the key itself, not about its value. */
  readonly isOfKey?: true;
  readonly message: string;
  readonly hint?: string;
}

/** Takes a finding; the severity is an error unless it says otherwise. */
export type Find = (finding: Omit<NodeFinding, 'severity'> & Partial<Pick<NodeFinding, 'severity'>>) => void;

/** Collects findings in the order in which they are made. */
export function collectFindings(): { readonly findings: readonly NodeFinding[]; readonly find: Find } {
  const findings: NodeFinding[] = [];
  return { findings, find: (finding) => findings.push({ severity: 'error', ...finding }) };
}

/** Findings as problems at their place in the file that the entries were read from. */
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
