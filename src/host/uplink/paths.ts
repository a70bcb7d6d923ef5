import { Failure } from '../../errors/index.ts';
import type { Address } from '../../net/index.ts';
import { given } from '../observe/fields.ts';
import { readAnswer } from '../observe/json.ts';
import { parseList } from '../observe/parse-json.ts';
import { outputOf, type RunResult } from '../run.ts';
import { runTool } from '../tool.ts';
import { reachOf } from './routes.ts';
import type { Reach } from './types.ts';

/** How packets go to an address; empty where the kernel sends none. */
export type PathTo = Pick<Reach, 'dev' | 'gateway' | 'mtu'>;

const pathOf = ({ dev, gateway, mtu }: Reach): PathTo => given<PathTo>({ dev, gateway, mtu });

/** The numbers of the lines that were refused: the kernel has no route, or one that leads nowhere. */
const refusedLines = (stderr: string): number[] =>
  [...stderr.matchAll(/^Command failed -:(\d+)$/gm)].map(([, line]) => Number(line));

/** Each answer is a list of one on a line of its own. */
const reachesOf = (stdout: string): Reach[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => reachOf(parseList(line)) ?? []);

/** Each line is answered, with the address in it, or refused by its number; else the answers can't be trusted. */
async function readAnswers(addresses: readonly Address[], result: RunResult): Promise<Map<Address, PathTo>> {
  const paths = new Map<Address, PathTo>(
    refusedLines(result.stderr).map((line) => [addresses[line - 1] as Address, {}]),
  );
  for (const reach of await readAnswer(result.command, result.stdout, reachesOf))
    if (reach.dst !== undefined) paths.set(reach.dst, pathOf(reach));
  if (addresses.every((address) => paths.has(address))) return paths;
  outputOf(result);
  throw new Failure('unavailable', `${result.command.join(' ')} did not answer for every address`);
}

/**
 * How packets go to each address, asked of the kernel by one process. `-force`, because a line that the kernel answers
 * by an error (no route, unreachable, prohibit, blackhole) would end the batch, and nothing is changed by it.
 */
export async function routesTo(addresses: readonly Address[]): Promise<ReadonlyMap<Address, PathTo>> {
  const distinct = [...new Set(addresses)];
  if (distinct.length === 0) return new Map();
  const input = distinct.map((address) => `route get ${address}\n`).join('');
  return readAnswers(distinct, await runTool(['ip', '-N', '-j', '-force', '-batch', '-'], { input }));
}
