import { listFolder, readSysctls } from '../host/index.ts';
import { type Change, IP_FORWARD } from '../state/index.ts';
import type { Ledger } from './ledger.ts';

const CONF = 'net/ipv4/conf';

/** What turning ip_forward on leaves in the settings it takes along, and what turning it off leaves. */
const effects = (path: string): { on: string; off: string } =>
  path.endsWith('/forwarding') ? { on: '1', off: '0' } : { on: '0', off: '1' };

/**
 * Settings that go along when ip_forward is turned on, and that turning it off alone would not put back: a link that
 * forwarded by itself, redirects that were off. For the ledger, with the values they have now and will have.
 */
export async function forwardingAlong(changes: readonly Change[]): Promise<Ledger['sysctls']> {
  if (!changes.some(({ key, action }) => key === `sysctl ${IP_FORWARD}` && action === 'update')) return {};
  const links = await listFolder(`/proc/sys/${CONF}`);
  const names = [`${CONF}/all/accept_redirects`, ...links.map((link) => `${CONF}/${link}/forwarding`)];
  const entries = (await readSysctls(names))
    .filter(({ path, value }) => value !== effects(path).off)
    .map(({ path, value }) => [path, { before: value, set: effects(path).on }] as const);
  return Object.fromEntries(entries);
}
