import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CheckedNode } from '../../src/checks/index.ts';
import { fromPlain } from '../../src/health/bundle/plain.ts';
import { type Facts, recordedFacts } from '../../src/host/index.ts';

const HOSTS = path.resolve(import.meta.dirname, '../fixtures/hosts');

/** The node and the facts of a bundle. */
interface Recording {
  readonly node: unknown;
  readonly facts: Readonly<Record<string, unknown>>;
}

const read = async (name: string): Promise<Recording> =>
  JSON.parse(await readFile(path.join(HOSTS, `${name}.json`), 'utf8')) as Recording;

const ALL_RULES = 'rules at all hooks';
const FILTERING = 'rules that filter packets';

/** A recorded host: the facts that it shares with the plain one are written there only, and the same rules once. */
export async function foreignHost(
  name: string,
): Promise<{ readonly node: CheckedNode; readonly facts: Facts }> {
  const [plain, host] = [await read('plain'), await read(name)];
  const facts = { ...plain.facts, ...host.facts };
  const rules = facts[FILTERING] === ALL_RULES ? facts[ALL_RULES] : facts[FILTERING];
  return {
    node: fromPlain(host.node) as CheckedNode,
    facts: recordedFacts(fromPlain({ ...facts, [FILTERING]: rules }) as Readonly<Record<string, unknown>>),
  };
}
