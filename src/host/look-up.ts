import type { PeerObject } from '../state/index.ts';
import { answersTo } from './batch-tools/answers.ts';
import { type Question, questionOf } from './batch-tools/questions.ts';
import type { BatchTool } from './batch-tools/tools.ts';
import { runTool } from './exec/tool.ts';
import { readAnswer } from './observe/json/json.ts';

/** `-force` goes on after a refused line, which is what a missing object gets. */
const READERS: Readonly<Record<BatchTool, readonly string[]>> = {
  ip: ['ip', '-N', '-j', '-force', '-batch', '-'],
  bridge: ['bridge', '-j', '-force', '-batch', '-'],
};

type Found = PeerObject | undefined;

async function askTogether(
  tool: BatchTool,
  questions: readonly Question<PeerObject>[],
): Promise<readonly Found[]> {
  if (questions.length === 0) return [];
  const command = READERS[tool];
  const input = questions.map(({ line }) => `${line.text}\n`).join('');
  const { stdout, stderr } = await runTool(command, { input });
  const lines = questions.map((_, i) => i + 1);
  return readAnswer(command, answersTo(lines, stdout, stderr), (answers) =>
    questions.map(({ read }, i) => {
      const answer = answers?.[i];
      return answer === undefined ? undefined : read(answer);
    }),
  );
}

/**
 * Observes objects of peers by their keys, at a cost that does not grow with what else the host has: a process of `ip`
 * and one of `bridge`. Undefined for each that does not exist, or of which a tool says nothing.
 */
export async function lookUp(objects: readonly PeerObject[]): Promise<readonly Found[]> {
  const questions = objects.map(questionOf);
  const ofTool = (tool: BatchTool) => questions.filter((question) => question.tool === tool);
  const [byIp, byBridge] = await Promise.all([
    askTogether('ip', ofTool('ip')),
    askTogether('bridge', ofTool('bridge')),
  ]);
  const next = { ip: byIp.values(), bridge: byBridge.values() };
  return questions.map(({ tool }) => next[tool].next().value);
}
