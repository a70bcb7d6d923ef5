import { type GroupedFinding, type RootFinding, SEVERITIES, severityOf } from './diagnosis.ts';

/** The first finding of each check, by the check's name. */
function firstByCheck(found: readonly GroupedFinding[]): ReadonlyMap<string, GroupedFinding> {
  return new Map(found.toReversed().map((finding) => [finding.check, finding]));
}

/** The finding that another one comes from, over all between; itself if it comes from none, or from itself. */
function rootOf(finding: GroupedFinding, firsts: ReadonlyMap<string, GroupedFinding>): GroupedFinding {
  const passed = new Set([finding.check]);
  let root = finding;
  for (;;) {
    const cause = root.follows?.find((name) => firsts.has(name));
    if (cause === undefined) return root;
    if (passed.has(cause)) return finding;
    passed.add(cause);
    root = firsts.get(cause) ?? root;
  }
}

/** The rank of a finding by the worst of its consequences, because mending it mends them. */
const rankOf = (finding: RootFinding): number =>
  Math.min(...[finding, ...finding.consequences].map((one) => SEVERITIES.indexOf(severityOf(one))));

/** Puts each finding below the one that it follows from, and the worst first; else their order stays. */
export function foldFindings(found: readonly GroupedFinding[]): RootFinding[] {
  const firsts = firstByCheck(found);
  const consequences = new Map<GroupedFinding, GroupedFinding[]>();
  for (const finding of found) {
    const root = rootOf(finding, firsts);
    const below = consequences.get(root) ?? [];
    consequences.set(root, root === finding ? below : [...below, finding]);
  }
  return found
    .filter((finding) => rootOf(finding, firsts) === finding)
    .map((finding) => ({ ...finding, consequences: consequences.get(finding) ?? [] }))
    .toSorted((a, b) => rankOf(a) - rankOf(b));
}
