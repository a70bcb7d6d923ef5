import type { NamedFinding } from '../../checks/index.ts';
import { isGrave, SEVERITIES, severityOf } from './severity.ts';

/** A finding, and those that are gone once it is mended. */
export type Folded<F extends NamedFinding> = F & { readonly consequences: readonly F[] };

/** The key of a check on a host: what is found on one does not follow from what is found on another. */
const keyOn = (check: string, { on }: NamedFinding): string => `${on ?? ''} ${check}`;

/** The first finding of each check on each host. */
function firstByCheck<F extends NamedFinding>(found: readonly F[]): ReadonlyMap<string, F> {
  return new Map(found.toReversed().map((finding) => [keyOn(finding.check, finding), finding]));
}

/** The finding that another one comes from, over all between; itself if it comes from none, or from itself. */
function rootOf<F extends NamedFinding>(finding: F, firsts: ReadonlyMap<string, F>): F {
  const passed = new Set([keyOn(finding.check, finding)]);
  let root = finding;
  for (;;) {
    const cause: string | undefined = root.follows
      ?.map((name) => keyOn(name, finding))
      .find((key) => firsts.has(key));
    if (cause === undefined) return root;
    if (passed.has(cause)) return finding;
    passed.add(cause);
    root = firsts.get(cause) ?? root;
  }
}

/** The rank of a finding by the worst of its consequences, because mending it mends them. */
const rankOf = <F extends NamedFinding>(finding: Folded<F>): number =>
  Math.min(...[finding, ...finding.consequences].map((one) => SEVERITIES.indexOf(severityOf(one))));

/** Whether it, or what follows from it, is worse than a warning. */
export const isGraveAtAll = (finding: Folded<NamedFinding>): boolean =>
  [finding, ...finding.consequences].some(isGrave);

/** Puts each finding below the one that it follows from, and the worst first; else their order stays. */
export function foldFindings<F extends NamedFinding>(found: readonly F[]): Folded<F>[] {
  const firsts = firstByCheck(found);
  const consequences = new Map<F, F[]>();
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
