import type { EnabledFamilies } from '../flannel/index.ts';
import type { ObjectNode, Read, Reporter } from '../text/index.ts';

/** The `Backend` of a net-conf, its defaults filled in. What is in it beside the type is the backend's own matter. */
export interface BackendConfig {
  /** flannel's name of the backend, in lower case. */
  readonly type: string;
  readonly [key: string]: unknown;
}

/** The values of a backend's keys, by their canonical names. */
export type BackendValues = ReadonlyMap<string, Read<boolean | number | string>>;

/** Where a backend stands: its object in the net-conf, and the families that are on. */
export interface BackendPlace {
  readonly node: ObjectNode;
  readonly families: EnabledFamilies;
}

/** What a configuration amounts to: as data for programs, and as labelled lines for people. */
interface BackendExplanation {
  readonly document: BackendConfig;
  readonly rows: readonly (readonly [label: string, text: string])[];
}

/** A backend's part of the net-conf. Without more than keys, the type is all that is kept of it. */
export interface ConfigRules<C extends BackendConfig = BackendConfig> {
  /** What Go decodes the value of each key into. */
  readonly keys: Readonly<Record<string, 'whole' | 'flag' | 'text'>>;
  /** Keys that flanneld on Linux ignores although its documents or samples have them, each with the reason. */
  readonly ignored?: Readonly<Record<string, string>>;
  /** What happens to IPv6 where the backend does not carry it. */
  readonly withoutIPv6?: 'dropped' | 'crash';
  /** Reports what is wrong with values beyond what holds for all backends. */
  check?(values: BackendValues, place: BackendPlace, report: Reporter): void;
  /** The configuration with its defaults; undefined if a value has none that can be taken, which is reported. */
  read?(values: BackendValues, families: EnabledFamilies, report: Reporter): C | undefined;
  explain?(config: C, families: EnabledFamilies): BackendExplanation;
}
