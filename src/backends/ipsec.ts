import { openingOf, type Reporter } from '../text/index.ts';
import type { Backend } from './base/backend.ts';
import type { BackendPlace, BackendValues } from './base/config.ts';

/** flannel-facts 2.6: "config error, password is too short". */
function check(values: BackendValues, { node }: BackendPlace, report: Reporter): void {
  const key = values.get('PSK');
  if (key !== undefined && typeof key.value !== 'string') return;
  if (typeof key?.value === 'string' && key.value.length >= 96) return;
  const message =
    key === undefined
      ? 'the backend ipsec needs a PSK'
      : 'PSK is too short: ipsec takes at least 96 characters';
  const hint = 'Make one with: dd if=/dev/urandom count=48 bs=1 status=none | xxd -p -c 48';
  report.error(key?.at ?? openingOf(node), message, hint);
}

/** flannel's ipsec backend (flannel-facts 2.6). */
export const ipsecBackend: Backend = {
  config: { keys: { PSK: 'text', UDPEncap: 'flag', ESPProposal: 'text' }, withoutIPv6: 'dropped', check },
};
