import type { LinkName } from '../../net/index.ts';
import { words } from '../../words/index.ts';
import { markedBy } from '../exec/marked-processes.ts';
import { number } from '../observe/json/fields.ts';
import { parseList } from '../observe/json/parse-json.ts';
import { BatchEnded, type LineProcess, startLineProcess } from './line-process.ts';
import { questionLine } from './questions.ts';

/** The tools whose batches change or read objects of peers. */
export type BatchTool = 'ip' | 'bridge';

type ByTool = Readonly<Record<BatchTool, LineProcess>>;

/** Running tools, all started after the links got their indexes. */
export interface Tools {
  /** They end at the first refused line. */
  readonly writers: ByTool;
  /** They answer on after a refused line (`-force`), which is safe because they change nothing. */
  readonly readers: ByTool;
  readonly indexes: ReadonlyMap<LinkName, number>;
}

/** A link is gone, or is another one than when the tools were started. */
class LinkChanged extends Error {
  constructor(links: readonly LinkName[]) {
    super(`${links.join(' or ')} was deleted, or made again`);
    this.name = 'LinkChanged';
  }
}

const COMMANDS = { ip: ['ip', '-N', '-j'], bridge: ['bridge', '-j'] } as const;

/**
 * A question that every host answers: its answer is flushed, and comes when all lines before it are done. The loopback
 * link has no forwarding entries, so `bridge` lists none. It must not be asked of a `bridge` that is asked for entries:
 * the link stays its filter (iproute2 6.1), and every later answer is `[{}]`.
 */
export const LAST_QUESTION = {
  ip: questionLine(words`link show dev lo`),
  bridge: questionLine(words`fdb show dev lo`),
} as const;

const startTool = (tool: BatchTool, more: readonly string[], env: Record<string, string>): LineProcess =>
  startLineProcess([...COMMANDS[tool], ...more, '-batch', '-'], env);

const startBoth = (more: readonly string[], env: Record<string, string>): ByTool => ({
  ip: startTool('ip', more, env),
  bridge: startTool('bridge', more, env),
});

/**
 * The index of each link in `ip`'s memory. A tool looks a name up once and keeps the index for as long as it runs
 * (ll_map), but `ip link show` asks the kernel by name, and prints `[{}]` if the kernel's index is another
 * (iproute2 5.9, 6.1, 6.15).
 */
async function indexesIn(ip: LineProcess, links: readonly LinkName[]): Promise<Map<LinkName, number>> {
  const questions = links.map((link) => questionLine(words`link show dev ${link}`));
  const answers = await ip.exchange(questions).catch((error: unknown) => {
    throw error instanceof BatchEnded && error.isRefused ? new LinkChanged(links) : error;
  });
  return new Map(
    links.map((link, i) => {
      const [item = {}] = parseList(answers[i] ?? '[]');
      const index = number(item, 'ifindex');
      if (index === undefined) throw new LinkChanged([link]);
      return [link, index];
    }),
  );
}

/**
 * After how many changes tools are renewed: each costs `ip` and `bridge` 4 KB that they never free. Questions cost
 * nothing, answered or refused (iproute2 6.1).
 */
const MOST_CHANGES = 2000;

/** Whether tools have grown so much that fresh ones should take their place. */
export const isWorn = ({ writers: { ip, bridge } }: Tools): boolean =>
  ip.changes() + bridge.changes() > MOST_CHANGES;

/** Ends tools as soon as they have done what was written. */
export function endTools({ writers, readers }: Pick<Tools, 'writers' | 'readers'>): void {
  for (const { ip, bridge } of [writers, readers]) {
    ip.end();
    bridge.end();
  }
}

/**
 * Starts tools that know the index of each link. What the kernel says before and after they look it up is the same, so
 * it is what they know.
 */
export async function startTools(links: readonly LinkName[], transaction: string): Promise<Tools> {
  const env = markedBy(transaction);
  const started = { writers: startBoth([], env), readers: startBoth(['-force'], env) };
  const { writers, readers } = started;
  try {
    const indexes = await indexesIn(writers.ip, links);
    const lookUp = links.map((link) => questionLine(words`link show dev ${link}`));
    await Promise.all(
      [readers.ip, writers.bridge, readers.bridge].map(async (tool) => tool.exchange(lookUp)),
    );
    const tools = { ...started, indexes };
    await requireLinks(tools, links);
    return tools;
  } catch (error) {
    endTools(started);
    throw error;
  }
}

/** Throws LinkChanged unless each link is still the one that the tools know by its name. */
export async function requireLinks({ writers, indexes }: Tools, links: readonly LinkName[]): Promise<void> {
  const now = await indexesIn(writers.ip, links);
  for (const link of links) if (now.get(link) !== indexes.get(link)) throw new LinkChanged([link]);
}
