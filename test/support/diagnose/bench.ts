import { expect } from 'vitest';
import type { DiagnosisDocument } from '../../../src/generated/types.d.ts';
import { type TestLab, testLab } from '../host/lab.ts';
import type { Fault } from './fault.ts';

export const TEN_MINUTES = 600_000;

/** The node that is broken, and one that it is to reach. */
export const BROKEN = 'n3';

const PEER = 'n1';

/** What diagnose says of a node. */
interface Diagnosed {
  /** The checks that found something: the causes first, each followed by its consequences. */
  readonly named: readonly string[];
  readonly firstMessage: string;
  readonly firstHint: string;
}

/** What came of a fault. */
export interface Outcome {
  readonly fault: Fault;
  readonly here: Diagnosed;
  /** On the other node: without packets, and with packets to the broken one. */
  readonly there: Readonly<Record<'plain' | 'asked', Diagnosed>> | undefined;
  /** The checks that found something after it was mended. */
  readonly after: readonly string[];
}

const DIAGNOSE = 'flannelctl diagnose -o json';

/** The documents of several commands, one after the other. */
const BETWEEN = '; echo ,;';

const FIXES: Readonly<Record<string, (first: string) => string>> = {
  fix: () => `${DIAGNOSE} --fix --yes`,
  asked: (first) => `${DIAGNOSE} --fix --fix-only ${first} --yes`,
};

/** Whether diagnose --fix mends it. */
export const isFixed = ({ mended }: Fault): boolean => mended in FIXES;

/** What mends a fault, for a shell, without a document. */
export const mending = ({ mended, first }: Fault): string =>
  `{ ${FIXES[mended]?.(first) ?? mended}; } >/dev/null`;

function diagnosedOf({ findings }: DiagnosisDocument): Diagnosed {
  const all = findings.flatMap((finding) => [finding, ...finding.consequences]);
  return {
    named: all.map(({ check }) => check),
    firstMessage: all[0]?.message ?? '',
    firstHint: all[0]?.hint ?? '',
  };
}

/** A lab in which node n3 is broken and mended again and again. */
export interface Bench {
  readonly lab: TestLab;
  readonly outcomes: Outcome[];
  /** What was found while it was healthy. */
  readonly falseAlarms: string[];
  up(): Promise<void>;
  /** Proves that it is as whole as it was at first, and takes it down. */
  down(): Promise<void>;
  /** Runs commands in a member. */
  shell(member: string, script: string): Promise<string>;
  /** What several commands find, each of which prints a diagnosis. */
  diagnosed(member: string, commands: string): Promise<Diagnosed[]>;
  tried(fault: Fault): Promise<Outcome>;
}

export function bench(netConf: object): Bench {
  const lab = testLab();
  const [outcomes, falseAlarms]: [Outcome[], string[]] = [[], []];
  const shell: Bench['shell'] = async (member, script) =>
    (await lab.lab('exec', member, '--', 'sh', '-c', script)).stdout;
  const diagnosed: Bench['diagnosed'] = async (member, commands) =>
    (JSON.parse(`[${await shell(member, commands)}]`) as DiagnosisDocument[]).map(diagnosedOf);
  const one = async (commands: string): Promise<Diagnosed> => {
    const [found] = await diagnosed(BROKEN, commands);
    if (found === undefined) throw new Error(`no diagnosis of: ${commands}`);
    return found;
  };

  async function there(fault: Fault): Promise<Outcome['there']> {
    if (fault.elsewhere === undefined) return undefined;
    const [plain, asked] = await diagnosed(PEER, `${DIAGNOSE} ${BETWEEN} ${DIAGNOSE} --peer ${BROKEN}`);
    return plain && asked && { plain, asked };
  }

  async function tried(fault: Fault): Promise<Outcome> {
    const member = fault.member ?? BROKEN;
    await shell(member, `{ ${fault.broken}; } >/dev/null`);
    const here = await one(`${DIAGNOSE} ${fault.probes ? `--peer ${PEER}` : ''}`);
    const other = await there(fault);
    if (!isFixed(fault)) await shell(member, mending(fault));
    const after = await one(FIXES[fault.mended]?.(fault.first) ?? DIAGNOSE);
    return { fault, here, there: other, after: after.named };
  }

  return {
    lab,
    outcomes,
    falseAlarms,
    up: async () => {
      const { exitCode, stderr } = await lab.lab('up', '--net-conf', JSON.stringify(netConf));
      expect(exitCode, stderr).toBe(0);
      falseAlarms.push(...(await one(`${DIAGNOSE} --probe`)).named);
    },
    down: async () => {
      const { exitCode, stdout } = await lab.lab('test');
      await lab.lab('down');
      expect(exitCode, stdout).toBe(0);
    },
    shell,
    diagnosed,
    tried: async (fault) => {
      const outcome = await tried(fault);
      outcomes.push(outcome);
      return outcome;
    },
  };
}
