import { listFolder, readSysctls } from '../../host/index.ts';
import { type Change, IP_FORWARD, IP6_FORWARD, type Sysctl } from '../../state/index.ts';
import type { OwnedByRecord } from './owned-by-record.ts';

/** A setting with which the kernel writes others: those of each link below a folder, and some more (6.18). */
interface Switch {
  readonly path: string;
  readonly conf: string;
  readonly more: readonly string[];
}

const SWITCHES: readonly Switch[] = [
  { path: IP_FORWARD, conf: 'net/ipv4/conf', more: ['net/ipv4/conf/all/accept_redirects'] },
  { path: IP6_FORWARD, conf: 'net/ipv6/conf', more: [] },
];

/** The values that the kernel writes into the other settings when forwarding is turned on, and off. */
const effects = (path: string): { on: string; off: string } =>
  path.endsWith('/forwarding') ? { on: '1', off: '0' } : { on: '0', off: '1' };

/** Settings that the kernel writes with another one: before and after. */
export interface LinkedSettings {
  readonly before: readonly Sysctl[];
  readonly after: readonly Sysctl[];
}

/**
 * The settings that the kernel writes when forwarding is turned on and that turning it off would not restore: a link
 * that forwarded by itself, redirects that were off.
 */
export async function linkedToForwarding(changes: readonly Change[]): Promise<LinkedSettings> {
  const written = new Set(changes.flatMap(({ key, action }) => (action === 'update' ? [key] : [])));
  const names = await Promise.all(
    SWITCHES.filter(({ path }) => written.has(`sysctl ${path}`)).map(linkedSettings),
  );
  const before = readSysctls(names.flat()).filter(({ path, value }) => value !== effects(path).off);
  return { before, after: before.map((setting) => ({ ...setting, value: effects(setting.path).on })) };
}

async function linkedSettings({ path, conf, more }: Switch): Promise<string[]> {
  const links = await listFolder(`/proc/sys/${conf}`);
  return [...more, ...links.map((link) => `${conf}/${link}/forwarding`)].filter((name) => name !== path);
}

/** These settings as the record has them, so that a later reset restores them. */
export const linkedAsOwned = ({ before, after }: LinkedSettings): OwnedByRecord['sysctls'] =>
  Object.fromEntries(
    before.map(({ path, value }, i) => [path, { before: value, set: after[i]?.value ?? value }]),
  );
