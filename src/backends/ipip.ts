import type { Backend } from './base/backend.ts';

/** flannel's ipip backend: IPv4 in IPv4 (flannel-facts 2.5). */
export const ipipBackend: Backend = { config: { keys: { DirectRouting: 'flag' }, withoutIPv6: 'crash' } };
