import { VXLAN_OVERHEAD } from '../../flannel/index.ts';
import type { BackendConfig } from '../types.ts';

export type BackendType = BackendConfig['type'];

type KeyKind = 'whole' | 'flag' | 'text';

export interface BackendSpec {
  readonly keys: Readonly<Record<string, KeyKind>>;
  /** Keys that flanneld on Linux ignores though its documents or samples have them: why. */
  readonly ignored?: Readonly<Record<string, string>>;
  /** What the encapsulation takes of every packet, in bytes, where `MTU` can be set. */
  readonly overhead?: { readonly ipv4: number; readonly ipv6: number };
  /** What happens to IPv6 where the backend does not carry it. */
  readonly withoutIPv6?: 'dropped' | 'crash';
}

const WINDOWS_ONLY = 'only flanneld on Windows reads it';

/** flannel's backends and the keys of each (flannel-facts 1.2, 2.1 to 2.9). */
export const BACKENDS: Readonly<Record<BackendType, BackendSpec>> = {
  vxlan: {
    keys: { VNI: 'whole', Port: 'whole', MTU: 'whole', GBP: 'flag', Learning: 'flag', DirectRouting: 'flag' },
    ignored: { MacPrefix: WINDOWS_ONLY, Name: WINDOWS_ONLY },
    overhead: VXLAN_OVERHEAD,
  },
  'host-gw': { keys: {} },
  wireguard: {
    keys: {
      ListenPort: 'whole',
      ListenPortV6: 'whole',
      MTU: 'whole',
      PSK: 'text',
      PersistentKeepaliveInterval: 'whole',
      Mode: 'text',
    },
    overhead: { ipv4: 80, ipv6: 80 },
  },
  udp: { keys: { Port: 'whole' }, withoutIPv6: 'dropped' },
  ipip: { keys: { DirectRouting: 'flag' }, withoutIPv6: 'crash' },
  ipsec: { keys: { PSK: 'text', UDPEncap: 'flag', ESPProposal: 'text' }, withoutIPv6: 'dropped' },
  extension: {
    keys: {
      PreStartupCommand: 'text',
      PostStartupCommand: 'text',
      SubnetAddCommand: 'text',
      SubnetRemoveCommand: 'text',
    },
    ignored: { ShutdownCommand: 'flanneld has no such command, though its samples do' },
  },
  alloc: { keys: {}, withoutIPv6: 'dropped' },
  'tencent-vpc': { keys: { AccessKeyID: 'text', AccessKeySecret: 'text' }, withoutIPv6: 'dropped' },
};

/** The backend of a name; flanneld looks names up in lower case. */
export const backendType = (name: string): BackendType | undefined =>
  (Object.keys(BACKENDS) as BackendType[]).find((type) => type === name.toLowerCase());
