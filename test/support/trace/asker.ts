import { createInterface } from 'node:readline';
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
}

async function answer(root: string, from: string, to: string): Promise<Verdict> {
  const trace = await traceNode(root, { from, to });
  const stop = brokenHop(trace);
  return {
    isDelivered: stop === undefined,
    why: stop === undefined ? '' : `${stop.kind} ${stop.object}: ${stop.problem?.message}`,
    source: trace.masqueraded ?? trace.source ?? '',
    destination: trace.destination,
  };
}

// A process for all questions to one node: starting one for each takes most of the time.
const root = process.argv[2] ?? '/';
for await (const line of createInterface({ input: process.stdin })) {
  const [from = '', to = ''] = JSON.parse(line) as string[];
  const said = await answer(root, from, to).catch((error: Error) => ({
    isDelivered: false,
    why: `failed: ${error.message}`,
    source: '',
    destination: '',
  }));
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
