import type { NamedFinding } from '../../checks/index.ts';
import type { Diagnosis, GroupedFinding } from './diagnosis.ts';

/** How the findings of a diagnosis can be mended. */
export interface Mendable {
  /** At no cost. */
  readonly safe: readonly GroupedFinding[];
  /** Only if somebody agrees. */
  readonly ask: readonly GroupedFinding[];
  /** Not by flannelctl. */
  readonly none: readonly GroupedFinding[];
}

/** Sorts findings of this node, and what follows from them, by who can mend them. A consequence is mended with its cause. */
export function mendableIn({ findings }: Pick<Diagnosis, 'findings'>): Mendable {
  const here = findings.filter(({ on }) => on === undefined);
  const all = here.flatMap((finding) => [finding, ...finding.consequences]);
  return {
    safe: all.filter(({ fix }) => fix?.safety === 'safe'),
    ask: all.filter(({ fix }) => fix?.safety === 'ask'),
    none: here.filter(({ fix }) => fix === undefined),
  };
}

/**
 * Chooses the findings to mend: those that are safe, and those that somebody agreed to, by their checks.
 * @param only the only checks whose findings are mended; undefined: all
 */
export const choiceOf =
  (only: ReadonlySet<string> | undefined, agreed: ReadonlySet<string>) =>
  ({ check, fix }: NamedFinding): boolean =>
    fix !== undefined && (only?.has(check) ?? true) && (fix.safety === 'safe' || agreed.has(check));
