import { checkNetConf, type NetConf } from '../../config/index.ts';
import { Failure, isError } from '../../errors/index.ts';
import type { Prefix } from '../../net/index.ts';
import { requireSupported } from '../../node/index.ts';
import { parseSource } from '../../text/index.ts';
import { type ByFamily, mapFamilies } from './families.ts';

/** The net-conf of a lab without --net-conf. */
export const DEFAULT_NET_CONF = {
  file: 'the default net-conf',
  text: '{ "Network": "10.244.0.0/16", "Backend": { "Type": "vxlan" } }\n',
};

/** The flannel backend that carries packets between nodes. */
interface LabBackend {
  readonly type: string;
  /** Whether peers on the same underlay subnet are reached without the overlay. */
  readonly directRouting: boolean;
}

/** The network that a lab is built for. */
export interface LabNetwork {
  /** The pod network of each family. */
  readonly networks: ByFamily<Prefix>;
  readonly backend: LabBackend;
}

const backendOf = ({ backend }: NetConf): LabBackend => ({
  type: backend.type,
  directRouting: backend['directRouting'] === true,
});

/** Parses a net-conf. Throws a Failure `invalidConfig` if it has an error. */
export async function parseLabNetConf(file: string, text: string): Promise<NetConf> {
  const { root, source, problems } = await parseSource(file, text, 'json');
  const checked = root === undefined ? { problems: [] } : checkNetConf(root, source);
  const errors = [...problems, ...checked.problems].filter(isError);
  const { netConf } = checked;
  if (netConf === undefined || errors.length > 0)
    throw new Failure('invalidConfig', `${file} is not a valid net-conf`, { problems: errors });
  return netConf;
}

/**
 * Reads the pod network from a net-conf. Throws a Failure `invalidConfig` if the net-conf has an error, or a backend
 * that flannelctl does not build.
 */
export async function readLabNetwork(file: string, text: string): Promise<LabNetwork> {
  const netConf = await parseLabNetConf(file, text);
  requireSupported(netConf);
  return { networks: mapFamilies(netConf, ({ network }) => network), backend: backendOf(netConf) };
}
