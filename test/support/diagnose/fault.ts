/** A fault of node n3 of a lab of 3 nodes with 2 pods each. */
export interface Fault {
  readonly name: string;
  /** What breaks a healthy node in exactly this way, for a shell. */
  readonly broken: string;
  /** The check that has to be named first, by diagnose on n3. */
  readonly first: string;
  /**
   * What makes the node whole again: `fix` is diagnose --fix, `asked` the same where the fix costs something; or
   * commands, for a shell on the same member.
   */
  readonly mended: string;
  /** Where the commands run, if not on n3: a pod of it, its peer n1, or the switch. */
  readonly member?: string;
  /** Whether it takes packets to peer n1 to find it. */
  readonly probes?: true;
  /** What `diagnose --peer n3` names first on n1; `nothing` where no packet tells. Asked where it is set. */
  readonly elsewhere?: string;
  /** It changes so much that another fault beside it can't be told apart, or the node is slow to recover. */
  readonly alone?: true;
}

/** Of two faults that are there at once, each has a table of its own. */
let tables = 0;

/** A chain of nft with some rules, in a table of its own: what makes it, and what deletes it. */
function nftChain(family: string, spec: string, rule: string): Pick<Fault, 'broken' | 'mended'> {
  const table = `${family} x${tables++}`;
  const add = rule === '' ? '' : `; nft add rule ${table} c ${rule}`;
  return {
    broken: `nft add table ${table}; nft add chain ${table} c '{ type ${spec}; }'${add}`,
    mended: `nft delete table ${table}`,
  };
}

/** A packet filter of nft with one rule. */
export const nftRule = (hook: string, rule: string, { family = 'ip', priority = '0' } = {}) =>
  nftChain(family, `filter hook ${hook} priority ${priority}`, rule);

/** One that translates addresses. */
export const nftNat = (hook: string, rule: string) => nftChain('ip', `nat hook ${hook} priority 90`, rule);

/** One that drops what no rule lets through. */
export const nftPolicy = (hook: string) =>
  nftChain('inet', `filter hook ${hook} priority 0; policy drop`, '');

/** A rule of iptables, inserted; `rule` begins with the chain. */
export const iptablesRule = (rule: string, { program = 'iptables', table = 'filter' } = {}) => ({
  broken: `${program} -t ${table} -I ${rule}`,
  mended: `${program} -t ${table} -D ${rule}`,
});

/** A policy of iptables. */
export const iptablesPolicy = (chain: string, program = 'iptables') => ({
  broken: `${program} -P ${chain} DROP`,
  mended: `${program} -P ${chain} ACCEPT`,
});

/** Something of `ip` that is added, and deleted. */
export const ipAdded = (kind: string, what: string) => ({
  broken: `ip ${kind} add ${what}`,
  mended: `ip ${kind} del ${what}`,
});

/** A policy rule. */
export const policyRule = (rule: string, priority = 100) => ({
  broken: `ip rule add ${rule} pref ${priority}`,
  mended: `ip rule del pref ${priority}`,
});

/** A setting of the kernel other than it was. */
export const setting = (path: string, value: string, before: string) => ({
  broken: `sysctl -qw ${path}=${value}`,
  mended: `sysctl -qw ${path}=${before}`,
});

/** The first port of the bridge, which is a pod's; the commands have its name as `$p`. */
export const firstPort = (commands: string): string =>
  `p=$(ls /sys/class/net/cni0/brif | head -1); ${commands}`;

/** Ports that left the bridge have lost their settings, too. */
export const PORTS_ON_BRIDGE =
  'for l in $(ls /sys/class/net | grep ^veth); do ip link set $l master cni0; bridge link set dev $l hairpin on; done';

/** The MAC of peer n1 in the FDB, as `$mac`. */
export const FIRST_MAC = "mac=$(bridge fdb show dev flannel.1 | grep 'dst 192.168.77.1 ' | cut -d' ' -f1)";

/** A file of the node, changed by sed. */
export const edited = (script: string, file: string) => ({
  broken: `sed -i '${script}' $FLANNELCTL_ROOT${file}`,
  mended: 'fix',
});
