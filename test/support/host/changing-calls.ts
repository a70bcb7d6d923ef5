/**
 * The calls of tools that change a host, and never only read it: as a pattern of a shell's `case` for the tool's name
 * and its words. `ip -force -batch -` is not among them: that is how the kernel is asked for routes; nor is what rules
 * are tried out by, `nft -c` and a restore that flushes.
 */
export const CHANGING_CALLS =
  "'ip -batch -' | 'bridge -batch -' | 'nft -f -' | 'iptables-restore --noflush '* | 'ip6tables-restore --noflush '*";

/** Whether a call is one of `CHANGING_CALLS`. */
export const isChanging = (call: string): boolean =>
  /^(ip|bridge) -batch -$|^nft -f -$|tables-restore --noflush /.test(call);
