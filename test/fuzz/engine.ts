import { Failure } from '../../src/errors/index.ts';
import { Unreadable } from '../../src/host/observe/json/fields.ts';
import { minimised } from './minimise.ts';
import { mutated } from './mutate.ts';
import { randomFrom, seedOf } from './random.ts';

/** Something that reads text from outside, and what it reads without complaint. */
export interface Target {
  readonly name: string;
  readonly samples: readonly string[];
  readonly read: (text: string) => unknown;
}

/** An input that a reader could not bear. */
export interface Finding {
  readonly target: string;
  readonly seed: number;
  readonly n: number;
  readonly what: string;
  readonly input: string;
}

/** Processor time that a small input may take, in seconds; a machine under load takes longer by the clock. */
const LONGEST = 1;

const processorSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Readers of tools throw Unreadable where they are asked, and `readAnswer` makes a Failure of it. */
const isForeseen = (error: unknown): boolean =>
  error instanceof Unreadable || (error instanceof Failure && error.exit !== 'unexpected');

const described = (error: unknown): string => {
  if (!(error instanceof Error)) return `it threw ${String(error)}`;
  const place = error.stack?.split('\n').find((line) => line.trim().startsWith('at ')) ?? '';
  return `${error.name}: ${error.message.split('\n')[0]?.slice(0, 100)} ${place.trim()}`;
};

/** What is wrong with how an input is read; undefined if nothing is. */
async function faultOf({ read }: Target, input: string): Promise<string | undefined> {
  const started = processorSeconds();
  try {
    await read(input);
  } catch (error) {
    if (!isForeseen(error)) return described(error);
  }
  return processorSeconds() - started > LONGEST ? `it took more than ${LONGEST} s` : undefined;
}

/** The first words of a fault: those of two inputs that fail alike are the same. */
const kindOf = (what: string): string => what.split(/[:"'\d]/)[0] ?? what;

/** Tries one input; a finding has the least that is left of it and still fails in the same way. */
export async function tryInput(target: Target, seed: number, n: number): Promise<Finding | undefined> {
  const input = mutated(target.samples, randomFrom(seedOf(seed, target.name, n)));
  const what = await faultOf(target, input);
  if (what === undefined) return undefined;
  const failsAlike = async (text: string): Promise<boolean> => {
    const other = await faultOf(target, text);
    return other !== undefined && kindOf(other) === kindOf(what);
  };
  const isSlow = what.startsWith('it took');
  return { target: target.name, seed, n, what, input: await minimised(input, failsAlike, isSlow ? 20 : 400) };
}
