import type { EnabledFamilies, LeaseData, Overhead } from '../flannel/index.ts';
import type { FamilyName, LinkName } from '../net/index.ts';
import type { HostObject } from '../state/index.ts';
import type { BackendConfig, ConfigRules } from './config.ts';
import type { HostRules } from './from-host.ts';
import type { BackendInput, FamilyInput } from './input.ts';
import type { LeaseRules } from './lease.ts';

/** How a backend is built on a host: pure functions of its configuration and of what the node's network follows from. */
export interface BuildRules<C extends BackendConfig = BackendConfig> {
  /** The largest packet of a pod that its way to peers of a family carries, in bytes. */
  mtu(input: BackendInput, backend: C, family: FamilyInput): number;
  /** What leads to the peers of a family, and what that takes. */
  objects(input: BackendInput, backend: C, family: FamilyInput): HostObject[];
  /** The overlay link of a family, if the backend has one. */
  link?(backend: C, family: FamilyName): LinkName;
  /** The UDP port that packets of peers come in by, if they are UDP. */
  udpPort?(backend: C): number;
  /** The net-conf's key for the MTU, if there is one. */
  readonly mtuSetting?: MtuSetting<C>;
  /** Whether a peer without a router between is reached without the overlay. */
  goesDirect?(backend: C): boolean;
  /** What all nodes must have alike to understand each other's packets, by the key of the net-conf. */
  alike?(backend: C): Readonly<Record<string, string>>;
  /** In a few words, as `ip -d link` spells its parts. */
  text(backend: C): string;
}

/** How `MTU` of a backend in the net-conf relates to the packets of pods. */
export interface MtuSetting<C extends BackendConfig = BackendConfig> {
  /** What is written there. */
  written(backend: C): number | undefined;
  /** What to write so that pods get no larger packets than these, in either family. */
  forPods(inner: number): number;
  /** The least that may be written. */
  least(families: EnabledFamilies): number;
}

/** One of flannel's backends: all that is known of it. */
export interface Backend<C extends BackendConfig = BackendConfig, D extends LeaseData = LeaseData> {
  readonly config: ConfigRules<C>;
  /** What it puts around a packet for a peer of a family, in bytes. Absent: the way to peers is somebody else's, or not known. */
  readonly overhead?: Overhead;
  /** Absent: it publishes nothing but public IPs and subnets. */
  readonly lease?: LeaseRules<D, C>;
  /** Whether its leases do not say whose they are, and it takes those of all backends (flannel-facts 2.0, 2.3). */
  readonly untyped?: true;
  /** Absent: flannelctl does not build it. */
  readonly build?: BuildRules<C>;
  /** Absent: a host does not show it by a link of its own. */
  readonly fromHost?: HostRules;
}
