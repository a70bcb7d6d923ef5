import type { Instruction } from '../../state/index.ts';
import { batchLine } from '../../words/index.ts';
import { runTool } from '../exec/tool.ts';
import type { Fact } from './fact.ts';

/** An instruction that the rehearsal's network namespace refused. */
export interface Refusal {
  /** The tool; `unshare` if no namespace could be created, so that nothing was tried. */
  readonly tool: string;
  /** The refused line, if the tool names one. */
  readonly line?: string;
  /** The tool's first error. */
  readonly said: string;
}

/** The standard input of each tool: lines for `ip`, joined scripts for the others. */
function inputs(instructions: readonly Instruction[]): Map<string, string[]> {
  const byTool = new Map<string, string[]>();
  for (const instruction of instructions) {
    const text =
      'args' in instruction
        ? batchLine(instruction.args)
        : 'script' in instruction
          ? instruction.script
          : undefined;
    // A command that can't be a batch line is left out. It differs from others only in a name, which needs no kernel
    // feature.
    if (text !== undefined)
      byTool.set(instruction.tool, [...(byTool.get(instruction.tool) ?? []), ...text.split('\n')]);
  }
  return byTool;
}

/**
 * Arguments with which a tool asks the kernel: nft checks the whole script and rolls it back; iptables-nft with --test
 * would not ask the kernel at all (1.8.9).
 */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  ip: ['-batch', '-'],
  nft: ['-c', '-f', '-'],
  'iptables-restore': ['--wait'],
  'ip6tables-restore': ['--wait'],
};

/** Line numbers in errors: `Command failed -:2`, `/dev/stdin:4:9-15: Error:`, `line 3 failed`, `line 4: CHAIN_ADD`. */
const LINE = /Command failed -:(\d+)|^\S*?:(\d+):\d+-\d+: Error|\bline:? (\d+)\b/m;

/** The parts of an error that are not its reason: the location, and the tool's name. */
const NO_REASON =
  /^\S*?:\d+:\d+-\d+: Error: |^Error: |^RTNETLINK answers: |^ip6?tables-restore(?: v[\d.]+ \(\w+\))?: *|^line \d+: /g;

const reasonIn = (line: string): string => {
  const shorter = line.replaceAll(NO_REASON, '').trim();
  return shorter === line.trim() ? shorter : reasonIn(shorter);
};

/** nft points to the line on which a chain begins, but its type is on the next line. */
function lineAt(lines: readonly string[], number: number): string | undefined {
  const [line, next = ''] = lines.slice(number - 1, number + 1).map((text) => text.trim());
  return line?.startsWith('chain ') ? `${line} ${next}` : line;
}

function refusalOf(tool: string, lines: readonly string[], stderr: string): Refusal {
  const said = stderr.split('\n').map((line) => line.trim());
  if (said[0]?.startsWith('unshare:')) return { tool: 'unshare', said: said[0] };
  const [reason = 'it gave no reason'] = said.map(reasonIn).filter(Boolean);
  const number = LINE.exec(stderr)?.slice(1).find(Boolean);
  const line = number === undefined ? undefined : lineAt(lines, Number(number));
  return { tool, ...(line === undefined ? {} : { line }), said: reason };
}

async function rehearse(instructions: readonly Instruction[]): Promise<Refusal[]> {
  const all = [...inputs(instructions)].map(async ([tool, lines]) => {
    const { exitCode, stderr } = await runTool(['unshare', '--net', tool, ...(ARGUMENTS[tool] ?? [])], {
      input: `${lines.join('\n')}\n`,
    });
    return exitCode === 0 ? [] : [refusalOf(tool, lines, stderr)];
  });
  return (await Promise.all(all)).flat();
}

/**
 * Whether this kernel accepts the changes: their instructions run in a network namespace that ends with the process,
 * in one process per tool, which also loads the modules. Returns what was refused.
 */
export const rehearsal = (
  what: 'links' | 'rules',
  instructions: readonly Instruction[],
): Fact<readonly Refusal[]> => ({
  name: `what the kernel refuses of ${what}`,
  read: async () => rehearse(instructions),
});
