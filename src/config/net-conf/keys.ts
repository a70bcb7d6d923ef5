import type { KnownKeys } from './fields.ts';

const TOP = [
  'EnableIPv4',
  'EnableIPv6',
  'EnableNFTables',
  'Network',
  'IPv6Network',
  'SubnetLen',
  'SubnetMin',
  'SubnetMax',
  'IPv6SubnetLen',
  'IPv6SubnetMin',
  'IPv6SubnetMax',
  'Backend',
] as const;

const inBackend = { because: 'it belongs to the backend', hint: 'Move it into Backend.' };

/** The keys of a net-conf (flannel-facts 1.1), and those often put there by mistake. */
export const NET_CONF_KEYS: KnownKeys & { readonly keys: readonly string[] } = {
  keys: TOP,
  misplaced: {
    Type: inBackend,
    VNI: inBackend,
    Port: inBackend,
    MTU: inBackend,
    DirectRouting: inBackend,
    GBP: inBackend,
    Learning: inBackend,
    MacPrefix: inBackend,
    ListenPort: inBackend,
    PSK: inBackend,
  },
};

const atTop = { because: 'it belongs beside Backend', hint: 'Move it out of Backend, to the top level.' };

/** Keys of the top level that are often put into Backend by mistake. */
export const MISPLACED_IN_BACKEND = Object.fromEntries(TOP.map((key) => [key, atTop]));
