import { Failure, messageOf } from './error.ts';

/** oclif's own error classes carry an `oclif` field; the ones about the command line are usage errors. */
const isUsageError = (thrown: unknown): boolean => thrown instanceof Error && 'oclif' in thrown;

/** Makes a Failure of anything thrown, so that every error ends with an exit status of the contract. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (isUsageError(thrown)) {
    const message = messageOf(thrown).replace(/\nSee more help with --help$/, '');
    return new Failure('usage', message, { hint: 'See the command with --help.', cause: thrown });
  }
  return new Failure('unexpected', messageOf(thrown), {
    hint: 'This was not foreseen. Run it again with DEBUG=1 and report what it prints.',
    cause: thrown,
  });
}
