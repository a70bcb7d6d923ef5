/**
 * The calls of tools that change a host, and never only read it: as a pattern of a shell's `case` for the tool's name
 * and its words. `ip -force -batch -` is not among them: that is how the kernel is asked for routes.
 */
export const CHANGING_CALLS = "'ip -batch -' | 'bridge -batch -' | 'nft -f -' | *'tables-restore '*";

/** Whether a call is one of `CHANGING_CALLS`. */
export const isChanging = (call: string): boolean =>
  /^(ip|bridge) -batch -$|^nft -f -$|tables-restore /.test(call);
