import { documentTargets } from './documents.ts';
import type { Target } from './engine.ts';
import { samplesOf } from './samples.ts';
import { toolTargets } from './tools.ts';
import { WORD_TARGETS } from './words.ts';

/** Everything that reads text from outside, with samples of a repository. */
export function allTargets(repository: string): readonly Target[] {
  const samples = samplesOf(repository);
  return [...documentTargets(samples), ...toolTargets(samples), ...WORD_TARGETS];
}
