import { listFolder, readSysctls } from '../host/index.ts';
import { type Change, IP_FORWARD, type Sysctl } from '../state/index.ts';
import type { Ledger } from './ledger.ts';

const CONF = 'net/ipv4/conf';

/** What turning ip_forward on leaves in the settings it takes along, and what turning it off leaves. */
const effects = (path: string): { on: string; off: string } =>
  path.endsWith('/forwarding') ? { on: '1', off: '0' } : { on: '0', off: '1' };

/** Settings that go along with another one: as they are now, and as they will be. */
export interface Along {
  readonly before: readonly Sysctl[];
  readonly after: readonly Sysctl[];
}

/**
 * Settings that go along when ip_forward is turned on, and that turning it off alone would not put back: a link that
 * forwarded by itself, redirects that were off.
 */
export async function forwardingAlong(changes: readonly Change[]): Promise<Along> {
  if (!changes.some(({ key, action }) => key === `sysctl ${IP_FORWARD}` && action === 'update'))
    return { before: [], after: [] };
  const links = await listFolder(`/proc/sys/${CONF}`);
  const names = [`${CONF}/all/accept_redirects`, ...links.map((link) => `${CONF}/${link}/forwarding`)];
  const before = (await readSysctls(names)).filter(({ path, value }) => value !== effects(path).off);
  return { before, after: before.map((setting) => ({ ...setting, value: effects(setting.path).on })) };
}

/** The same for the ledger, so that a later reset puts them back. */
export const alongForLedger = ({ before, after }: Along): Ledger['sysctls'] =>
  Object.fromEntries(
    before.map(({ path, value }, i) => [path, { before: value, set: after[i]?.value ?? value }]),
  );
