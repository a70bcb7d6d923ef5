import { Failure } from '../../src/errors/index.ts';
import { flanneldVariable } from './agent-flags.ts';

/** flanneld's flags that have nothing to say here, because the log has its own flags and the rest is not needed. */
const MEANINGLESS: Readonly<Record<string, 'boolean' | 'value'>> = {
  v: 'value',
  vmodule: 'value',
  log_backtrace_at: 'value',
  'iptables-resync': 'value',
  'iptables-forward-rules': 'boolean',
  'charon-executable-path': 'value',
  'charon-vici-uri': 'value',
};

/** Values that would change the node, each with what is wrong and what to do. */
const REFUSED: Readonly<
  Record<string, { readonly value: boolean; readonly why: readonly [string, string] }>
> = {
  'iptables-forward-rules': {
    value: false,
    why: [
      'what comes from pods and goes to them is always let through',
      'Leave it out. Rules that refuse traffic, as of network policies, are kept.',
    ],
  },
  version: {
    value: true,
    why: ['the agent has the version of its program', 'See it with: flannelctl --version'],
  },
};

/** A command line in Go's form, in that of this program. */
export interface GoCommandLine {
  readonly argv: readonly string[];
  /** Flags and variables of flanneld's that were left out. */
  readonly leftOut: readonly string[];
}

type Variables = Readonly<Record<string, string | undefined>>;

const FLAG = /^--?(?<name>[A-Za-z_][\w-]*)(?:=(?<value>.*))?$/s;

/**
 * Rewrites a command line as Go's flag package takes it, and flanneld's variables of booleans (flannel-facts 7.1):
 * `-iface eth0` is `--iface eth0`, and a boolean can be given a value, `--ip-masq=false`. An empty variable is none.
 * @param booleans the names of the flags without a value
 * @throws Failure `usage` for what can't be had here, and for a boolean that is none
 */
export function fromGoFlags(
  given: readonly string[],
  booleans: ReadonlySet<string>,
  variables: Variables,
): GoCommandLine {
  const [argv, leftOut, words]: [string[], string[], string[]] = [[], [], [...given]];
  const names = new Set<string>();
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const { name, value } = FLAG.exec(word)?.groups ?? {};
    names.add(name ?? '');
    if (name === undefined) argv.push(word);
    else if (name in MEANINGLESS || name in REFUSED) {
      refuse(`--${name}`, name, value);
      if (MEANINGLESS[name] === 'value' && value === undefined) words.shift();
      leftOut.push(`--${name}`);
    } else if (booleans.has(name) && value !== undefined) argv.push(booleanFlag(`--${name}`, name, value));
    // One dash and one letter is a short flag of this program.
    else argv.push(name.length > 1 && !word.startsWith('--') ? `-${word}` : word);
  }
  const unsaid = (name: string): boolean => !names.has(name) && !names.has(`no-${name}`);
  for (const [variable, name, value] of valuesOf(Object.keys(MEANINGLESS), variables)) {
    if (unsaid(name)) refuse(variable, name, value);
    leftOut.push(variable);
  }
  for (const [variable, name, value] of valuesOf([...booleans].filter(unsaid), variables))
    argv.push(booleanFlag(variable, name, value));
  return { argv, leftOut };
}

/** The variables that are not empty, with their flags. */
const valuesOf = (names: readonly string[], variables: Variables): [string, string, string][] =>
  names.flatMap((name) => {
    const variable = flanneldVariable(name);
    const value = variables[variable];
    return value ? [[variable, name, value]] : [];
  });

const booleanFlag = (from: string, name: string, value: string): string =>
  isTrue(from, value) ? `--${name}` : `--no-${name}`;

function refuse(from: string, name: string, value: string | undefined): void {
  const refused = REFUSED[name];
  if (refused === undefined || isTrue(from, value ?? 'true') !== refused.value) return;
  const [message, hint] = refused.why;
  throw new Failure('usage', `${from}${value === undefined ? '' : `=${value}`}: ${message}`, { hint });
}

const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

/** What Go takes for true and false. */
function isTrue(from: string, value: string): boolean {
  if (TRUE.includes(value)) return true;
  if (FALSE.includes(value)) return false;
  throw new Failure('usage', `${from}=${value} is neither true nor false`, {
    hint: `Write ${from}=true or ${from}=false.`,
  });
}
