import type { EnabledFamilies, LeaseData, Overhead } from '../../flannel/index.ts';
import type { FamilyName, LinkName } from '../../net/index.ts';
import type { HostObject } from '../../state/index.ts';
import type { BackendConfig, ConfigRules } from './config.ts';
import type { HostRules } from './from-host.ts';
import type { BackendInput, FamilyInput } from './input.ts';
import type { LeaseRules } from './lease.ts';

/** How a backend is built on a host: pure functions of its configuration and the node's network. */
export interface BuildRules<C extends BackendConfig = BackendConfig> {
  /** The largest packet of a pod that the path to peers of a family carries, in bytes. */
  mtu(input: BackendInput, backend: C, family: FamilyInput): number;
  /** The objects that lead to the peers of a family. */
  objects(input: BackendInput, backend: C, family: FamilyInput): HostObject[];
  /** The overlay link of a family, if the backend has one. */
  link?(backend: C, family: FamilyName): LinkName;
  /** The UDP port that packets of peers arrive at, if they are UDP. */
  udpPort?(backend: C): number;
  /** The net-conf's key for the MTU, if there is one. */
  readonly mtuSetting?: MtuSetting<C>;
  /** Whether peers without a router between are reached without the overlay. */
  goesDirect?(backend: C): boolean;
  /** The values that must be the same on all nodes, by the key of the net-conf. */
  alike?(backend: C): Readonly<Record<string, string>>;
  /** A short text, with the words of `ip -d link`. */
  text(backend: C): string;
}

/** How a backend's `MTU` in the net-conf relates to the packets of pods. */
export interface MtuSetting<C extends BackendConfig = BackendConfig> {
  /** The value in the net-conf. */
  written(backend: C): number | undefined;
  /** The value that limits pods' packets to a size, in both families. */
  forPods(inner: number): number;
  /** The smallest valid value. */
  least(families: EnabledFamilies): number;
}

/** One of flannel's backends: all that is known of it. */
export interface Backend<C extends BackendConfig = BackendConfig, D extends LeaseData = LeaseData> {
  readonly config: ConfigRules<C>;
  /**
   * The bytes that it adds to a packet for a peer of a family. Absent: others route the packets, or it is not known.
   */
  readonly overhead?: Overhead;
  /** Absent: it publishes only public IPs and subnets. */
  readonly lease?: LeaseRules<D, C>;
  /** Whether its leases have no type, and it accepts those of all backends (flannel-facts 2.0, 2.3). */
  readonly untyped?: true;
  /** Absent: flannelctl does not build it. */
  readonly build?: BuildRules<C>;
  /** Absent: it has no link on a host that shows it. */
  readonly fromHost?: HostRules;
}
