import readline from 'node:readline';
import type { Readable, Writable } from 'node:stream';

interface Ran {
  readonly command: string;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Ask {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A system with a userland or a kernel of its own, in which commands are run one after the other. */
export interface Machine {
  /** Runs a command, whatever it ends with. */
  readonly run: (argv: readonly string[], ask?: Ask) => Promise<Ran>;
  /** Runs a command that must end with the given code. */
  readonly must: (exitCode: number, argv: readonly string[], ask?: Ask) => Promise<Ran>;
  /** Runs a line of shell that must succeed, and gives what it printed. */
  readonly sh: (line: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** How a failed step is told: the command, how it ended, and all that it said. */
const told = ({ command, exitCode, stdout, stderr }: Ran): string =>
  [`$ ${command}`, `ended with ${exitCode}`, stdout.trim(), stderr.trim()].filter(Boolean).join('\n');

export interface Wires {
  readonly output: Writable;
  readonly input: Readable;
  /** What the system said beside the answers: its console, or why it did not start. */
  readonly noise: () => Promise<string>;
  /** How long a command may take, in seconds. */
  readonly seconds: number;
  readonly close: () => Promise<void>;
}

const shown = (argv: readonly string[]): string =>
  argv.map((word) => (/^[\w./:=@,+-]+$/.test(word) ? word : `'${word}'`)).join(' ');

/** Speaks with the agent of a system, once that says that it is there. */
export async function connect({ output, input, noise, seconds, close }: Wires): Promise<Machine> {
  const lines = readline.createInterface({ input })[Symbol.asyncIterator]();
  // A write to a system that has died is told by the answer that does not come.
  output.on('error', () => undefined);
  const hear = async (): Promise<Record<string, unknown>> => {
    for (;;) {
      const { done, value } = await lines.next();
      if (done === true) throw new Error(`the system ended: ${await noise()}`);
      if (value.startsWith('{')) return JSON.parse(value) as Record<string, unknown>;
    }
  };
  await hear().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const run: Machine['run'] = async (argv, ask = {}) => {
    output.write(`${JSON.stringify({ argv, seconds, ...ask })}\n`);
    const answer = (await hear()) as unknown as Omit<Ran, 'command'>;
    return { command: shown(argv), ...answer };
  };
  const must: Machine['must'] = async (exitCode, argv, ask) => {
    const ran = await run(argv, ask);
    if (ran.exitCode !== exitCode) throw new Error(`${exitCode} was expected\n${told(ran)}`);
    return ran;
  };
  const sh: Machine['sh'] = async (line) => (await must(0, ['bash', '-ec', line])).stdout;
  return { run, must, sh, close };
}
