import type { Address, LinkName } from '../../net/index.ts';
import {
  type Batch,
  batchesOf,
  type HostObject,
  lineOfBatch,
  type PeerObject,
  type Step,
} from '../../state/index.ts';
import { StepFailure } from '../apply.ts';
import { stoppedAt } from '../exec/refusal.ts';
import { readAnswer } from '../observe/json/json.ts';
import type { PathTo } from '../uplink/paths.ts';
import { BatchEnded, type BatchLine } from './line-process.ts';
import { pathQuestion, type Question, questionOf } from './questions.ts';
import { runningTools } from './running-tools.ts';
import { type BatchTool, LAST_QUESTION, requireLinks, type Tools } from './tools.ts';

/** `ip` and `bridge` of one network namespace that run on between changes, so that a change costs no process. */
export interface BatchTools {
  /**
   * Applies steps of peers' objects in their order; each line is done when this returns. It stops at the first refused
   * line with a StepFailure; after a LinkChanged nothing is known of what is on the link. Either way the next call
   * starts fresh tools.
   */
  readonly apply: (steps: readonly Step[]) => Promise<void>;
  /** Observes objects by their keys; undefined for each that does not exist. */
  readonly read: (objects: readonly PeerObject[]) => Promise<readonly (PeerObject | undefined)[]>;
  /** The kernel's route to each address; empty if it has none. */
  readonly pathsTo: (addresses: readonly Address[]) => Promise<ReadonlyMap<Address, PathTo>>;
  /** Starts the tools for some links, so that the first change need not wait for it. */
  readonly warmUp: (links: readonly LinkName[]) => Promise<void>;
  /**
   * Ends the tools, because links changed, or nothing more is to be done; the next call starts fresh ones. While they run,
   * this process does not end by itself.
   */
  readonly forget: () => void;
}

const linksOf = (objects: readonly HostObject[]): LinkName[] => [
  ...new Set(objects.flatMap((object) => ('dev' in object && object.dev !== undefined ? [object.dev] : []))),
];

const linksOfStep = ({ change }: Step): LinkName[] =>
  linksOf([...('from' in change ? [change.from] : []), ...('to' in change ? [change.to] : [])]);

function linesOf(batch: Batch): BatchLine[] {
  return batch.map((step) => {
    const text = lineOfBatch(step.instruction);
    if (text === undefined) throw new StepFailure([step], 'no line of a batch says it', '/');
    return { text, isQuestion: false };
  });
}

async function applyBatchWith({ writers }: Tools, batch: Batch): Promise<void> {
  const tool = batch[0].instruction.tool as BatchTool;
  const lines = linesOf(batch);
  try {
    const [last] = await writers[tool].exchange([...lines, LAST_QUESTION[tool]]);
    if (last === undefined) throw new StepFailure(batch, 'it was not answered whether they are done', '/');
  } catch (error) {
    if (!(error instanceof BatchEnded)) throw error;
    const { among, reason } = stoppedAt(batch, error.stderr);
    throw new StepFailure(among, reason, '/');
  }
}

/** The answers to questions, asked of both tools at the same time. */
async function askAll<T>(
  { readers }: Tools,
  questions: readonly Question<T>[],
): Promise<readonly (T | undefined)[]> {
  const found: (T | undefined)[] = questions.map(() => undefined);
  const ask = async (tool: BatchTool): Promise<void> => {
    const places = questions.flatMap((question, i) => (question.tool === tool ? [i] : []));
    if (places.length === 0) return;
    const lines = places.flatMap((i) => questions[i]?.line ?? []);
    // Of `bridge` every answer is flushed.
    const answers = await readers[tool].exchange(tool === 'ip' ? [...lines, LAST_QUESTION.ip] : lines);
    await readAnswer([tool], answers, () => {
      for (const [n, i] of places.entries()) {
        const answer = answers[n];
        if (answer !== undefined) found[i] = questions[i]?.read(answer);
      }
    });
  };
  await Promise.all([ask('ip'), ask('bridge')]);
  return found;
}

/** Makes the tools; they start when they are first needed. @param transaction marks their processes */
export function batchTools(transaction: string): BatchTools {
  const { using, forget } = runningTools(transaction);
  return {
    apply: async (steps) => {
      const links = [...new Set(steps.flatMap(linksOfStep))];
      await using(links, async (tools) => {
        // Before, so that no line acts on another link; after, so that none did meanwhile.
        await requireLinks(tools, links);
        for (const batch of batchesOf(steps)) await applyBatchWith(tools, batch);
        await requireLinks(tools, links);
      });
    },
    read: async (objects) => using(linksOf(objects), async (tools) => askAll(tools, objects.map(questionOf))),
    pathsTo: async (addresses) =>
      using([], async (tools) => {
        const paths = await askAll(tools, addresses.map(pathQuestion));
        return new Map(addresses.map((address, i) => [address, paths[i] ?? {}]));
      }),
    warmUp: async (links) => using(links, async () => {}),
    forget,
  };
}
