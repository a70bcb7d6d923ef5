import { Failure, toFailure } from '../../src/errors/index.ts';
import { didYouMean } from '../../src/text/index.ts';

/** oclif's error for unknown flags. */
interface UnknownFlags extends Error {
  readonly flags: readonly string[];
}

const isUnknownFlags = (thrown: unknown): thrown is UnknownFlags =>
  thrown instanceof Error && thrown.message.startsWith('Nonexistent flag') && 'flags' in thrown;

type Flags = Readonly<Record<string, { readonly type: string; readonly allowNo?: boolean }>>;

/** Flags of other programs, each with what stands for it here. */
const ELSEWHERE: Readonly<Record<string, readonly [flag: string, hint: string]>> = {
  '--force': ['yes', '--yes goes on without asking.'],
  '-f': ['yes', '--yes goes on without asking.'],
  '--no-color': ['output', 'Set NO_COLOR=1 in the environment.'],
};

const elsewhere = (flag: string, flags: Flags): string | undefined => {
  const [ours = '', hint] = ELSEWHERE[flag] ?? [];
  return ours in flags ? hint : undefined;
};

/** The failure for an error while parsing flags. For an unknown flag it suggests the nearest one. */
export async function failureOf(flags: Flags, thrown: unknown): Promise<Failure> {
  const failure = toFailure(thrown);
  if (!isUnknownFlags(thrown)) return failure;
  const words = Object.entries(flags).flatMap(([name, { allowNo }]) => [
    `--${name}`,
    ...(allowNo ? [`--no-${name}`] : []),
  ]);
  const meant = thrown.flags.flatMap((flag) => elsewhere(flag, flags) ?? didYouMean(flag, words) ?? []);
  if (meant.length === 0) return failure;
  return new Failure('usage', failure.message, { hint: meant.join(' '), cause: thrown });
}
