import { Failure } from '../../errors/index.ts';
import type { Address, LinkName } from '../../net/index.ts';
import { batchText, shellCommand, words } from '../../words/index.ts';
import { outputOf, type RunResult } from '../run.ts';
import { runTool } from '../tool.ts';

/** How packets go to an address; empty where the kernel sends none. */
export interface PathTo {
  readonly dev?: LinkName;
  /** The next hop. Without one the address is on the link itself: direct, as flannel calls it (flannel-facts 2.0). */
  readonly gateway?: Address;
  /** What the way carries, where the kernel knows that it is less than the link does. */
  readonly mtu?: number;
}

/** The parts of `ip -N -j route get` that are read. */
interface AnswerJson {
  readonly dst?: string;
  readonly dev?: string;
  readonly gateway?: string;
  /** A next hop of the other family. */
  readonly via?: { readonly host?: string };
  readonly metrics?: readonly { readonly mtu?: number }[];
}

function readPath({ dev, gateway, via, metrics }: AnswerJson): PathTo {
  const hop = gateway ?? via?.host;
  const mtu = metrics?.flatMap((metric) => metric.mtu ?? [])[0];
  return {
    ...(dev === undefined ? {} : { dev: dev as LinkName }),
    ...(hop === undefined ? {} : { gateway: hop as Address }),
    ...(mtu === undefined ? {} : { mtu }),
  };
}

/** The numbers of the lines that were refused: the kernel has no route, or one that leads nowhere. */
const refusedLines = (stderr: string): number[] =>
  [...stderr.matchAll(/^Command failed -:(\d+)$/gm)].map(([, line]) => Number(line));

/** Each line is answered, with the address in it, or refused by its number; else the answers can't be trusted. */
function readAnswers(addresses: readonly Address[], result: RunResult): Map<Address, PathTo> {
  const answers = result.stdout.split('\n').filter(Boolean);
  const paths = new Map<Address, PathTo>(
    refusedLines(result.stderr).map((line) => [addresses[line - 1] as Address, {}]),
  );
  for (const answer of answers.flatMap((line) => JSON.parse(line) as AnswerJson[]))
    paths.set(answer.dst as Address, readPath(answer));
  if (addresses.every((address) => paths.has(address))) return paths;
  outputOf(result);
  throw new Failure('unexpected', `${shellCommand(result.command)} did not answer for every address`);
}

/**
 * How packets go to each address, asked of the kernel by one process. `-force`, because a line that the kernel answers
 * by an error (no route, unreachable, prohibit, blackhole) would end the batch, and nothing is changed by it.
 */
export async function routesTo(addresses: readonly Address[]): Promise<ReadonlyMap<Address, PathTo>> {
  const distinct = [...new Set(addresses)];
  if (distinct.length === 0) return new Map();
  const input = batchText(distinct.map((address) => words`route get ${address}`));
  return readAnswers(distinct, await runTool(['ip', '-N', '-j', '-force', '-batch', '-'], { input }));
}
