import { onTestFinished } from 'vitest';
import type { NetConf } from '../../../src/config/index.ts';
import { type Address, macFrom, type NodeName, type Prefix } from '../../../src/net/index.ts';
import { type EtcdOptions, etcdStore, type OwnLease, type Store } from '../../../src/stores/index.ts';

const BACKEND = {
  type: 'vxlan',
  vni: 1,
  port: 8472,
  gbp: false,
  learning: false,
  directRouting: false,
} as const;

const IPV4 = {
  network: '10.0.0.0/8' as Prefix,
  subnetLen: 24,
  subnetMin: '10.0.1.0' as Address,
  subnetMax: '10.255.255.0' as Address,
};
const IPV6 = {
  network: 'fd00:10:244::/48' as Prefix,
  subnetLen: 64,
  subnetMin: 'fd00:10:244:1::' as Address,
  subnetMax: 'fd00:10:244:ffff::' as Address,
};

/** The lease of a node by number: its subnet is 10.X.Y.0/24, where X and Y are the bytes of the number. */
export function ownLease(number: number, { dual = false, low = number } = {}): OwnLease {
  const [high, byte] = [(number >> 8) & 255, number & 255];
  const ipv4 = {
    publicIP: `192.168.${(low >> 8) & 255}.${low & 255}` as Address,
    subnet: `10.${high}.${byte}.0/24` as Prefix,
    data: { vtepMac: macFrom(2, 4, low) },
  };
  const ipv6 = {
    publicIP: `fd00:1::${low.toString(16)}` as Address,
    subnet: `fd00:10:244:${number.toString(16)}::/64` as Prefix,
    data: { vtepMac: macFrom(2, 6, low) },
  };
  const netConf: NetConf = { ipv4: IPV4, backend: BACKEND, ...(dual && { ipv6: IPV6 }) };
  return { netConf, node: { name: `n${low}` as NodeName, ipv4, ...(dual && { ipv6 }) } };
}

/** The MAC of a node by number. */
export const macOf = (n: number): string => `0a:00:00:00:00:${n.toString(16).padStart(2, '0')}`;

/** The lease data of a node by number with vxlan, as flanneld writes it. */
export const vxlanData = (n: number): object => ({ VNI: 1, VtepMAC: macOf(n) });

/** The value of a node's record in etcd, as flanneld writes it. @param change whatever is to differ */
export const leaseText = (publicIP: string, data: object, change: object = {}): string =>
  JSON.stringify({
    PublicIP: publicIP,
    PublicIPv6: null,
    BackendType: 'vxlan',
    BackendData: data,
    ...change,
  });

/** A store that is closed with the test. */
export function openStore(endpoints: string | readonly string[], options: Partial<EtcdOptions> = {}): Store {
  const store = etcdStore({ endpoints: [endpoints].flat(), ...options });
  onTestFinished(async () => store.close());
  return store;
}

/** A signal that is never aborted. */
export const never = (): AbortSignal => new AbortController().signal;

/** What a promise is rejected with. */
export const rejection = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    (value) => {
      throw new Error(`it did not fail, but gave ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
