import { listFolder, readSysctls } from '../../host/index.ts';
import { type Change, IP_FORWARD, IP6_FORWARD, type Sysctl } from '../../state/index.ts';
import type { OwnedByRecord } from './owned-by-record.ts';

/** A setting that writes others when it is written: those of each link below a folder, and some more (6.18). */
interface Switch {
  readonly path: string;
  readonly conf: string;
  readonly more: readonly string[];
}

const SWITCHES: readonly Switch[] = [
  { path: IP_FORWARD, conf: 'net/ipv4/conf', more: ['net/ipv4/conf/all/accept_redirects'] },
  { path: IP6_FORWARD, conf: 'net/ipv6/conf', more: [] },
];

/** What turning forwarding on leaves in the settings it takes along, and what turning it off leaves. */
const effects = (path: string): { on: string; off: string } =>
  path.endsWith('/forwarding') ? { on: '1', off: '0' } : { on: '0', off: '1' };

/** Settings that go along with another one: as they are now, and as they will be. */
export interface Along {
  readonly before: readonly Sysctl[];
  readonly after: readonly Sysctl[];
}

/**
 * Settings that go along when forwarding is turned on, and that turning it off alone would not put back: a link that
 * forwarded by itself, redirects that were off.
 */
export async function forwardingAlong(changes: readonly Change[]): Promise<Along> {
  const written = new Set(changes.flatMap(({ key, action }) => (action === 'update' ? [key] : [])));
  const names = await Promise.all(
    SWITCHES.filter(({ path }) => written.has(`sysctl ${path}`)).map(settingsAlong),
  );
  const before = (await readSysctls(names.flat())).filter(({ path, value }) => value !== effects(path).off);
  return { before, after: before.map((setting) => ({ ...setting, value: effects(setting.path).on })) };
}

async function settingsAlong({ path, conf, more }: Switch): Promise<string[]> {
  const links = await listFolder(`/proc/sys/${conf}`);
  return [...more, ...links.map((link) => `${conf}/${link}/forwarding`)].filter((name) => name !== path);
}

/** The same for the ledger, so that a later reset puts them back. */
export const alongForLedger = ({ before, after }: Along): OwnedByRecord['sysctls'] =>
  Object.fromEntries(
    before.map(({ path, value }, i) => [path, { before: value, set: after[i]?.value ?? value }]),
  );
