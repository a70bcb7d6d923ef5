import { type ObjectNode, openingOf, quote, type Reporter } from '../../text/index.ts';
import { BACKENDS, type BackendType } from './backends.ts';
import { checkMtu, type EnabledFamilies } from './mtu.ts';
import type { Read } from './values.ts';

/** The values of a backend's keys, by their canonical names. */
export type BackendValues = ReadonlyMap<string, Read<boolean | number | string>>;

interface Place {
  readonly node: ObjectNode;
  readonly families: EnabledFamilies;
}

/** Checks what the values of a backend mean, beyond their types. */
export function checkBackendValues(
  type: BackendType,
  values: BackendValues,
  { node, families }: Place,
  report: Reporter,
): void {
  for (const name of ['Port', 'ListenPort', 'ListenPortV6']) checkPort(values.get(name), report);
  const { overhead } = BACKENDS[type];
  const mtu = values.get('MTU');
  if (overhead !== undefined && mtu !== undefined) checkMtu(mtu, overhead, families, report);
  checkFamilies(type, { node, families }, report);
  if (type === 'wireguard') checkWireguard(values, report);
  if (type === 'ipsec') checkIpsecKey(values.get('PSK'), node, report);
}

/** flanneld hands the number on, and only its low 16 bits arrive (flannel-facts 13.1). */
function checkPort(read: Read<unknown> | undefined, report: Reporter): void {
  const { key, at, value } = read ?? {};
  if (key === undefined || at === undefined || typeof value !== 'number' || (value >= 1 && value <= 65535))
    return;
  const became = value > 65535 ? ` flanneld would take it for ${value % 65536}.` : '';
  report.error(
    at,
    `${key} ${value} is no UDP port`,
    `Take 1 to 65535, or leave ${key} out for the default.${became}`,
  );
}

/** IPv6 with a backend that carries IPv4 only (flannel-facts 2.0, 2.5). */
function checkFamilies(type: BackendType, { node, families }: Place, report: Reporter): void {
  const { withoutIPv6 } = BACKENDS[type];
  if (withoutIPv6 === undefined || !families.ipv6) return;
  const hint = 'vxlan, wireguard and host-gw carry IPv6.';
  if (!families.ipv4 || withoutIPv6 === 'crash')
    report.error(
      openingOf(node),
      `the backend ${type} carries IPv4 only: flanneld crashes with EnableIPv6`,
      hint,
    );
  else
    report.warn(openingOf(node), `the backend ${type} carries IPv4 only: the pods' IPv6 goes nowhere`, hint);
}

const MODES = ['separate', 'auto', 'ipv4', 'ipv6'];

function checkWireguard(values: BackendValues, report: Reporter): void {
  const mode = values.get('Mode');
  if (typeof mode?.value === 'string' && !MODES.includes(mode.value))
    report.error(
      mode.at,
      `unknown Mode ${quote(mode.value)}`,
      `Take one of ${MODES.join(', ')}, in lower case.`,
    );
  const key = values.get('PSK');
  if (typeof key?.value === 'string' && key.value !== '' && !/^[A-Za-z0-9+/]{43}=$/.test(key.value))
    report.error(key.at, 'PSK is not a WireGuard key', 'Make one with wg genpsk: 32 bytes in base64.');
  const interval = values.get('PersistentKeepaliveInterval');
  if (typeof interval?.value === 'number' && (interval.value < 0 || interval.value > 65535))
    report.error(
      interval.at,
      `PersistentKeepaliveInterval ${interval.value} is no number of seconds`,
      'Take 0 (off) to 65535.',
    );
}

/** flannel-facts 2.6: "config error, password is too short". */
function checkIpsecKey(key: Read<unknown> | undefined, node: ObjectNode, report: Reporter): void {
  if (key !== undefined && typeof key.value !== 'string') return;
  if (typeof key?.value === 'string' && key.value.length >= 96) return;
  const message =
    key === undefined
      ? 'the backend ipsec needs a PSK'
      : 'PSK is too short: ipsec takes at least 96 characters';
  const hint = 'Make one with: dd if=/dev/urandom count=48 bs=1 status=none | xxd -p -c 48';
  report.error(key?.at ?? openingOf(node), message, hint);
}
