import type { Format } from '../../src/output/index.ts';

const isFormat = (text: string | undefined): text is Format =>
  text === 'json' || text === 'yaml' || text === 'ndjson';

/** The format that a command line asks for, also if it can't be parsed. */
export function formatOf(words: readonly string[]): Format {
  // Arguments after `--` belong to another command.
  const end = words.indexOf('--');
  const argv = end < 0 ? words : words.slice(0, end);
  if (argv.includes('--json')) return 'json';
  const at = argv.findIndex((arg) => /^(-o|--output)(=|$)/.test(arg) || /^-o(json|yaml|text)$/.test(arg));
  const value = /^(-o|--output)$/.test(argv[at] ?? '')
    ? argv[at + 1]
    : argv[at]?.replace(/^(--output=|-o=?)/, '');
  return isFormat(value) ? value : 'text';
}
