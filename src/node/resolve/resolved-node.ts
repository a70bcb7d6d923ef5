import { hostFacts } from '../../host/index.ts';
import { readSaved } from '../saved/read-saved.ts';
import { readNodeInputs } from './read-inputs.ts';
import { type NodeConfig, resolveNode } from './resolve-node.ts';
import type { SetUpInput } from './set-up-input.ts';

/** The configuration that this node gets from an input and its record; nothing is compared. */
export async function resolvedNode(given: SetUpInput): Promise<NodeConfig> {
  const record = await readSaved(given.root);
  return resolveNode(await readNodeInputs(given, record, hostFacts()), record);
}
