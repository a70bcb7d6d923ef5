import {
  CHANGE_CHECKS,
  checkGround,
  judgingTools,
  LOOK_CHECKS,
  type NamedFinding,
  type NodeCheck,
  namedFindings,
} from '../../checks/index.ts';
import { Failure } from '../../errors/index.ts';
import { hostFacts, oneReading } from '../../host/index.ts';
import { checkedNode } from '../compare/checked-node.ts';
import { diffNode, type NodeDiff } from '../compare/node-diff.ts';
import { withFixes } from '../compare/with-fixes.ts';
import { readSaved } from '../saved/read-saved.ts';
import { withCleanHost } from '../terms/clean-host.ts';
import type { CommandOutcome, Dialogue } from '../terms/dialogue.ts';
import type { ChangeTerms } from '../terms/terms.ts';
import { confirmed } from './confirmed.ts';
import { changeNode } from './operate.ts';

/** What is to be mended. */
interface FixChoice {
  /** The checks whose findings count. */
  readonly checks: readonly NodeCheck[];
  /** The names of checks that stop no change. */
  readonly ignored: readonly string[];
  /** Whether a finding with a fix is to be mended. */
  readonly isChosen: (finding: NamedFinding) => boolean;
}

/** Mends what checks find, by one diff: as a change by join is shown, asked for, applied, verified and rolled back. */
export async function fixNode(
  root: string,
  choice: FixChoice,
  dialogue: Dialogue<NodeDiff>,
  terms: ChangeTerms,
): Promise<CommandOutcome<NodeDiff>> {
  return confirmed(root, dialogue, terms, async () =>
    withCleanHost(root, dialogue, terms, async () =>
      changeNode(await oneReading(async () => inspectFixes(root, choice)), dialogue, terms),
    ),
  );
}

async function inspectFixes(root: string, { checks, ignored, isChosen }: FixChoice): Promise<NodeDiff> {
  const facts = hostFacts();
  await checkGround(LOOK_CHECKS, facts);
  return judgingTools(async () => {
    const saved = await readSaved(root);
    if (saved === undefined) throw nothingSaved();
    const found = await diffNode({ root, peers: [] }, saved, facts);
    const all = [...new Set([...checks, ...CHANGE_CHECKS])].filter(({ name }) => !ignored.includes(name));
    const findings = await namedFindings(all, checkedNode(found), facts);
    refuseErrors(findings);
    return withFixes(
      found,
      findings.filter(isChosen).flatMap(({ fix }) => fix ?? []),
    );
  }, facts);
}

const nothingSaved = (): Failure =>
  new Failure('invalidConfig', 'flannelctl has not set this node up: there is no configuration to restore', {
    hint: 'See what is wrong with it: flannelctl diagnose. Take it over: flannelctl join',
  });

/** What a change is refused for and no fix mends. Conflicts are refused by themselves, with the diff. */
function refuseErrors(findings: readonly NamedFinding[]): void {
  const errors = findings.filter(
    ({ check, severity, fix }) =>
      severity === 'error' && fix === undefined && CHANGE_CHECKS.some(({ name }) => name === check),
  );
  if (errors.length === 0) return;
  const names = [...new Set(errors.map(({ check }) => check))].join(',');
  throw new Failure('preflight', 'nothing was changed, because of what flannelctl can’t mend', {
    problems: errors.map(({ check, message, hint }) => ({
      severity: 'error',
      message: `[${check}] ${message}`,
      hint,
    })),
    hint: `Mend these first, or mend the rest in spite of them: --ignore ${names}`,
  });
}
