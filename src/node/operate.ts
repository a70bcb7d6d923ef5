import { Failure, type Problem } from '../errors/index.ts';
import { refuseConflicts } from '../reconcile/index.ts';
import type { Given } from './given.ts';
import { GROUND_CHECKS, LOOK_CHECKS } from './preflight/ground.ts';
import { checkGround, checkHost, readIgnored } from './preflight/preflight.ts';
import { type Prepared, prepare } from './prepare.ts';
import { readRecord } from './record.ts';
import { type PreparedReset, prepareReset, reset } from './reset.ts';
import { setUp } from './set-up.ts';

/** How a command speaks with the person at it. Only commands print and ask. */
export interface Dialogue<T> {
  readonly warn: (problems: readonly Problem[]) => void;
  /** Called with what was found, before anything is changed. */
  readonly show: (found: T) => Promise<void> | void;
  /** Whether to go on and change the host. A dry run says no. */
  readonly proceed: (found: T) => Promise<boolean>;
}

/** `planned`: the person, or a dry run, stopped before the first change. */
export type Result = 'planned' | 'unchanged' | 'applied';

export interface Outcome<T> {
  readonly result: Result;
  readonly found: T;
}

/** Looks at a node as init, join and diff do: preflight, then the comparison. Changes nothing. */
export async function inspect(
  given: Given,
  ignoredChecks: readonly string[],
): Promise<[Prepared, Problem[]]> {
  const ignored = readIgnored(ignoredChecks);
  const ground = await checkGround(GROUND_CHECKS, ignored);
  const prepared = await prepare(given, await readRecord(given.root));
  return [prepared, [...ground, ...prepared.spec.warnings, ...(await checkHost(prepared, ignored))]];
}

/** init and join: preflight, diff, ask, apply, verify. */
export async function setUpNode(
  given: Given,
  ignored: readonly string[],
  dialogue: Dialogue<Prepared>,
): Promise<Outcome<Prepared>> {
  const [found, warnings] = await inspect(given, ignored);
  dialogue.warn(warnings);
  await dialogue.show(found);
  refuseConflicts(found.comparison);
  if (!(await dialogue.proceed(found))) return { result: 'planned', found };
  await setUp(found);
  return { result: found.comparison.diff.changes.length === 0 ? 'unchanged' : 'applied', found };
}

/** reset: diff to nothing of ours, ask, apply, verify, forget. */
export async function resetNode(
  root: string,
  dialogue: Dialogue<PreparedReset>,
): Promise<Outcome<PreparedReset>> {
  const warnings = await checkGround(LOOK_CHECKS, readIgnored([]));
  const found = await prepareReset(root);
  dialogue.warn([...warnings, ...found.warnings]);
  await dialogue.show(found);
  const isNothing = found.comparison.diff.changes.length === 0 && found.record === undefined;
  if (isNothing) return { result: 'unchanged', found };
  if (!(await dialogue.proceed(found))) return { result: 'planned', found };
  await reset(found);
  return { result: 'applied', found };
}

/** What status and the like look at: a node that was set up, compared with what it was told to be. */
export async function inspectRemembered(root: string): Promise<Prepared> {
  await checkGround(LOOK_CHECKS, readIgnored([]));
  const record = await readRecord(root);
  if (record === undefined) throw notSetUp();
  return prepare({ root, peers: [] }, record);
}

const notSetUp = (): Failure =>
  new Failure('invalidConfig', 'this node has not been set up', {
    hint: 'Set it up with: flannelctl init --net-conf FILE',
  });
