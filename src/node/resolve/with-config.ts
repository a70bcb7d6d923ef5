import { Failure } from '../../errors/index.ts';
import { STDIN } from '../../host/index.ts';
import { type FlagConfig, readNodeConfig } from '../input/node-config.ts';
import type { SetUpInput } from './set-up-input.ts';

/** The values of a node config, under the names of flags. */
function inputOf(config: FlagConfig) {
  const { nodes, kubeAnnotationPrefix, ...rest } = config;
  return {
    ...rest,
    ...(nodes !== undefined && { nodesFile: nodes }),
    ...(kubeAnnotationPrefix !== undefined && { annotationPrefix: kubeAnnotationPrefix }),
  };
}

const UPLINK = ['iface', 'ifaceRegex', 'ifaceCanReach'] as const;

const nameOf = (peer: string): string => peer.split('=', 1)[0] ?? '';

/** The peers of the config, without those that a flag gives. */
const mergePeers = (config: readonly string[], flags: readonly string[]): string[] => {
  const told = new Set(flags.map(nameOf));
  return [...config.filter((peer) => !told.has(nameOf(peer))), ...flags];
};

/** The values of a config and of flags, which win; and the preflight checks to ignore. */
export async function withConfig(
  file: string,
  given: SetUpInput,
): Promise<{ readonly given: SetUpInput; readonly ignored: readonly string[] }> {
  if (file === STDIN && [given.netConf, given.nodesFile, given.cniConf].includes(STDIN))
    throw new Failure('usage', 'only one file can be read from stdin', { hint: 'Give - once.' });
  const { ignorePreflightErrors: ignored = [], ...config } = inputOf(await readNodeConfig(file));
  if (UPLINK.some((key) => given[key] !== undefined)) for (const key of UPLINK) delete config[key];
  const strict = given.strict === true || config.strict === true;
  const peers = mergePeers(config.peers ?? [], given.peers);
  return { given: { ...config, ...given, strict, peers }, ignored };
}
