import { quote, type Reporter } from '../text/index.ts';
import type { Backend } from './base/backend.ts';
import type { BackendValues } from './base/config.ts';

const MODES = ['separate', 'auto', 'ipv4', 'ipv6'];

function check(values: BackendValues, _: unknown, report: Reporter): void {
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

/** flannel's wireguard backend (flannel-facts 2.4). */
export const wireguardBackend: Backend = {
  config: {
    keys: {
      ListenPort: 'whole',
      ListenPortV6: 'whole',
      MTU: 'whole',
      PSK: 'text',
      PersistentKeepaliveInterval: 'whole',
      Mode: 'text',
    },
    check,
  },
  overhead: { ipv4: 80, ipv6: 80 },
};
