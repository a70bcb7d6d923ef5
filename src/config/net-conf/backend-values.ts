import {
  type BackendPlace,
  type BackendValues,
  CARRY_IPV6,
  configRules,
  overheadOf,
} from '../../backends/index.ts';
import { openingOf, type Read, type Reporter } from '../../text/index.ts';
import { checkMtu } from './mtu.ts';

/** Checks the values of a backend's keys beyond their types. */
export function checkBackendValues(
  type: string,
  values: BackendValues,
  { node, families }: BackendPlace,
  report: Reporter,
): void {
  for (const name of ['Port', 'ListenPort', 'ListenPortV6']) checkPort(values.get(name), report);
  const rules = configRules(type);
  const overhead = overheadOf(type);
  const mtu = values.get('MTU');
  if (overhead !== undefined && mtu !== undefined) checkMtu(mtu, overhead, families, report);
  checkFamilies(type, { node, families }, report);
  rules.check?.(values, { node, families }, report);
}

/** Checks a UDP port. flanneld passes the number on, and only its low 16 bits reach the kernel (flannel-facts 13.1). */
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

/** Reports IPv6 with a backend that carries only IPv4 (flannel-facts 2.0, 2.5). */
function checkFamilies(type: string, { node, families }: BackendPlace, report: Reporter): void {
  const { withoutIPv6 } = configRules(type);
  if (withoutIPv6 === undefined || !families.ipv6) return;
  const hint = CARRY_IPV6;
  if (!families.ipv4 || withoutIPv6 === 'crash')
    report.error(
      openingOf(node),
      `the backend ${type} carries IPv4 only: flanneld crashes with EnableIPv6`,
      hint,
    );
  else
    report.warn(openingOf(node), `the backend ${type} carries IPv4 only: the pods' IPv6 goes nowhere`, hint);
}
