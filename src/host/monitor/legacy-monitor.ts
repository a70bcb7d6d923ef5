import type { Monitor } from './monitors.ts';

/** Seconds between two comparisons of legacy tables, so that what is found is mended within a second. */
const LEGACY_SECONDS = 0.6;

/**
 * Prints a line when it has begun, and each time when what the tools print of flannel's chains is not as it was before.
 * A family whose tables were never used has no names there, and starts no process.
 */
const COMPARE_CHAINS = `
save() { read -r _ < "/proc/net/$2" && "$1" 2>&1; }
chains() { { save iptables-save ip_tables_names; save ip6tables-save ip6_tables_names; } 2>/dev/null | grep FLANNEL-; }
before=$(chains)
echo begun
while sleep ${LEGACY_SECONDS}; do
  now=$(chains)
  [ "$now" = "$before" ] || echo changed
  before=$now
done`;

/** The kernel tells nothing of legacy tables: they are printed and compared again and again, by a shell. */
export const legacyMonitor = (): Monitor => ({
  name: 'comparison of iptables-save',
  command: ['/bin/sh', '-c', COMPARE_CHAINS],
  learn: async () => {},
  read: (lines) =>
    lines.length === 0
      ? []
      : ['ip nat', 'ip filter', 'ip6 nat', 'ip6 filter'].map((table) => ({
          kind: 'ruleset',
          key: `ruleset iptables ${table}`,
          what: 'set',
        })),
  saysLost: () => false,
});
