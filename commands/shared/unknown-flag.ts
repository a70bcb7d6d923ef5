import { Failure, toFailure } from '../../src/errors/index.ts';

/** oclif's error of flags that a command doesn't have. */
interface UnknownFlags extends Error {
  readonly flags: readonly string[];
}

const isUnknownFlags = (thrown: unknown): thrown is UnknownFlags =>
  thrown instanceof Error && thrown.message.startsWith('Nonexistent flag') && 'flags' in thrown;

type Flags = Readonly<Record<string, { readonly type: string; readonly allowNo?: boolean }>>;

/** The failure to end a command with; of a flag that it doesn't have, with the one that was probably meant. */
export async function failureOf(flags: Flags, thrown: unknown): Promise<Failure> {
  const failure = toFailure(thrown);
  if (!isUnknownFlags(thrown)) return failure;
  const { didYouMean } = await import('../../src/text/index.ts');
  const words = Object.entries(flags).flatMap(([name, { allowNo }]) => [
    `--${name}`,
    ...(allowNo ? [`--no-${name}`] : []),
  ]);
  const meant = thrown.flags.flatMap((flag) => didYouMean(flag, words) ?? []);
  if (meant.length === 0) return failure;
  return new Failure('usage', failure.message, { hint: meant.join(' '), cause: thrown });
}
