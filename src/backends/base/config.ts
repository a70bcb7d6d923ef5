import type { EnabledFamilies } from '../../flannel/index.ts';
import type { ObjectNode, Read, Reporter } from '../../text/index.ts';

/** The `Backend` of a net-conf with its defaults. Only the backend itself knows what is in it besides the type. */
export interface BackendConfig {
  /** flannel's name of the backend, in lower case. */
  readonly type: string;
  readonly [key: string]: unknown;
}

/** The values of a backend's keys, by their canonical names. */
export type BackendValues = ReadonlyMap<string, Read<boolean | number | string>>;

/** The backend's object in the net-conf, and the families that are on. */
export interface BackendPlace {
  readonly node: ObjectNode;
  readonly families: EnabledFamilies;
}

/** What a configuration means: as data for programs, and as labelled lines for people. */
interface BackendExplanation {
  readonly document: BackendConfig;
  readonly rows: readonly (readonly [label: string, text: string])[];
}

/** A backend's part of the net-conf. If only its keys are known, the configuration is its type alone. */
export interface ConfigRules<C extends BackendConfig = BackendConfig> {
  /** The type that Go decodes the value of each key into. */
  readonly keys: Readonly<Record<string, 'whole' | 'flag' | 'text'>>;
  /** Keys that are in flannel's documents or samples and that flanneld on Linux ignores, each with the reason. */
  readonly ignored?: Readonly<Record<string, string>>;
  /** What flanneld does with IPv6 if the backend does not carry it. */
  readonly withoutIPv6?: 'dropped' | 'crash';
  /** Reports problems of values beyond the rules of all backends. */
  check?(values: BackendValues, place: BackendPlace, report: Reporter): void;
  /** The configuration with its defaults; undefined if a required value is missing, which is reported. */
  read?(values: BackendValues, families: EnabledFamilies, report: Reporter): C | undefined;
  explain?(config: C, families: EnabledFamilies): BackendExplanation;
}
