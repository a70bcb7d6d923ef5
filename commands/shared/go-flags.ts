/** flanneld's flags that have nothing to say here: the log has its own flags, and the rest is not needed. */
const MEANINGLESS = [
  'v',
  'vmodule',
  'log_backtrace_at',
  'iptables-resync',
  'iptables-forward-rules',
  'set-node-network-unavailable',
  'charon-executable-path',
  'charon-vici-uri',
];

/** A command line in Go's form, in that of this program. */
export interface GoCommandLine {
  readonly argv: readonly string[];
  /** Flags of flanneld's that were left out. */
  readonly leftOut: readonly string[];
}

const FLAG = /^--?(?<name>[A-Za-z_][\w-]*)(?:=(?<value>.*))?$/s;

/**
 * Rewrites a command line as Go's flag package takes it (flannel-facts 7.1): `-iface eth0` is `--iface eth0`, and a
 * boolean can be given a value, `--ip-masq=false`.
 * @param booleans the names of the flags without a value
 */
export function fromGoFlags(argv: readonly string[], booleans: ReadonlySet<string>): GoCommandLine {
  const leftOut: string[] = [];
  const kept = argv.flatMap((word): string[] => {
    const { name, value } = FLAG.exec(word)?.groups ?? {};
    if (name === undefined) return [word];
    if (MEANINGLESS.includes(name)) {
      leftOut.push(name);
      return [];
    }
    if (booleans.has(name) && value !== undefined) return isTrue(value) ? [`--${name}`] : [];
    // One dash and one letter is a short flag of this program.
    return name.length > 1 && !word.startsWith('--') ? [`-${word}`] : [word];
  });
  return { argv: kept, leftOut };
}

/** The values that Go takes for true. */
const isTrue = (value: string): boolean => ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(value);
