import { createInterface } from 'node:readline';
import { CHECK_GROUPS } from '../../../src/checks/groups.ts';
import { diagnoseNode } from '../../../src/health/diagnose/diagnose.ts';
import { selectChecks } from '../../../src/health/diagnose/select.ts';
import { traceLive } from '../../../src/health/trace/live/live.ts';
import { brokenHop } from '../../../src/health/trace/model.ts';
import { traceNode } from '../../../src/health/trace/trace.ts';

/** What a node says of a path. */
export interface Verdict {
  readonly isDelivered: boolean;
  /** Where it breaks, or why it can't be traced. */
  readonly why: string;
  /** The addresses by which another node traces the same packet. */
  readonly source: string;
  readonly destination: string;
  /** Whether packets were answered that it sent itself, where it was asked to. */
  readonly isAnswered?: boolean;
  /** A check that it names, and that finds nothing when it is run. */
  readonly unfounded?: string;
}

/** What is asked for besides the path by the tables. */
export interface Extras {
  readonly live?: boolean;
  readonly check?: boolean;
}

const GROUPS = CHECK_GROUPS.map(({ name }) => name);

/** A check that is named in vain. */
async function unfoundedCheck(root: string, check: string | undefined): Promise<string | undefined> {
  if (check === undefined || GROUPS.some((group) => group === check)) return undefined;
  const { findings } = await diagnoseNode(root, selectChecks([check], []));
  return findings.length === 0 ? check : undefined;
}

async function answer(root: string, from: string, to: string, extras: Extras): Promise<Verdict> {
  const worked = await traceNode(root, { from, to });
  const trace = extras.live ? await traceLive(worked) : worked;
  const stop = brokenHop(trace);
  const unfounded = extras.check ? await unfoundedCheck(root, stop?.problem?.check) : undefined;
  return {
    ...(trace.live === undefined ? {} : { isAnswered: trace.live.answered > 0 }),
    ...(unfounded === undefined ? {} : { unfounded }),
    isDelivered: stop === undefined,
    why: stop === undefined ? '' : `${stop.kind} ${stop.object}: ${stop.problem?.message}`,
    source: trace.masqueraded ?? trace.source ?? '',
    destination: trace.destination,
  };
}

// A process for all questions to one node: starting one for each takes most of the time.
const root = process.argv[2] ?? '/';
for await (const line of createInterface({ input: process.stdin })) {
  const [from, to, extras] = JSON.parse(line) as [string, string, Extras];
  const said = await answer(root, from, to, extras).catch((error: Error) => ({
    isDelivered: false,
    why: `failed: ${error.message}`,
    source: '',
    destination: '',
  }));
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
