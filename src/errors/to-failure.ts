import { Failure, messageOf } from './error.ts';
import { systemFailure } from './system-failure.ts';

/** oclif's error classes have an `oclif` field. Those about the command line are usage errors. */
const isUsageError = (thrown: unknown): boolean => thrown instanceof Error && 'oclif' in thrown;

/** Messages of oclif (4.14) that expose its internals, each with our replacement. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^Parsing (--\S+) \n\t/, '$1: '],
  [/^Expected --([\w-]+)=(.*) to be one of: (.*)$/s, '--$1: expected one of $3, not $2'],
  [/^Flag (-\S+) expects one of these values: (.*)$/, '$1 needs a value: $2'],
  [/^Flag (-\S+) expects a value$/, '$1 needs a value'],
  [/^Flag (-\S+) can only be specified once$/, '$1 is given more than once'],
  [/^Unexpected arguments?: (.*)$/s, 'unexpected argument $1'],
  [/^(--\S+: )Expected (.*?),? but received: (.*)$/s, '$1expected $2, not $3'],
  [/expected an integer/, 'expected a whole number'],
  [/ less than or equal to (\d+)/, ' of at most $1'],
  [/ greater than or equal to (\d+)/, ' of at least $1'],
  [/^Exactly one of the following must be provided: (.*)$/m, 'give exactly one of $1'],
  [/^All of the following must be provided when using (--\S+): (.*)$/m, '$1 needs $2, too'],
  [/^(--[\w-]+)(?:=.*)? cannot also be provided when using (--\S+)$/m, "$1 can't be given beside $2"],
  [/^Nonexistent flags?: (.*)$/, 'there is no flag $1'],
];

/** The text that oclif appends to its errors; with several errors, to each. */
const FOOT = /\nSee more help with --help$/;
const HEAD = /^The following errors? occurred:\n */;

/** What oclif says of missing arguments: a table of their names and descriptions, and a note about flags. */
const MISSING = /^Missing \d+ required args?:\n(.*?)(?:\n\nNote: .*)?$/s;

const missing = (_: string, table: string): string =>
  table
    .split('\n')
    .map((row) => row.replace(/^(\S+) +(.*?)\.?$/, '$1 is missing: $2'))
    .join('; ');

const rewordOne = (message: string): string =>
  WORDS.reduce((text, [pattern, words]) => text.replace(pattern, words), message.replace(MISSING, missing));

function reworded(whole: string): string {
  const message = whole.replace(FOOT, '');
  return HEAD.test(message)
    ? message.replace(HEAD, '').split(/\n */).map(rewordOne).join('; ')
    : rewordOne(message);
}

/** Converts any thrown value to a Failure, so that every error ends with a documented exit code. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return withoutFlagText(thrown);
  if (isUsageError(thrown)) {
    const hint = 'See the command with --help.';
    return new Failure('usage', reworded(messageOf(thrown)), { hint, cause: thrown });
  }
  return systemFailure(thrown) ?? unforeseen(thrown);
}

/** Removes the text that oclif adds to an error thrown while it parses a flag. */
function withoutFlagText(failure: Failure): Failure {
  const message = reworded(failure.message);
  if (message !== failure.message) failure.message = message;
  return failure;
}

const unforeseen = (thrown: unknown): Failure =>
  new Failure('unexpected', messageOf(thrown), {
    hint: 'This was not foreseen. Run it again with DEBUG=1 and report what it prints.',
    cause: thrown,
  });
