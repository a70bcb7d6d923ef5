import { Failure } from '../../errors/index.ts';
import { STDIN } from '../../host/index.ts';
import { secondsOf } from '../../text/index.ts';
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

const seconds = (value: number | string | undefined): number | undefined =>
  typeof value === 'string' ? secondsOf(value) : value;

/** What a config says of the runs of init and join. */
interface RunConfig {
  /** The preflight checks to ignore. */
  readonly ignored?: readonly string[];
  readonly lockSeconds?: number | undefined;
  readonly confirmSeconds?: number | undefined;
}

/** The values of a config and of flags, which win; and what the config says of the run. */
export async function withConfig(
  file: string | undefined,
  given: SetUpInput,
): Promise<{ readonly given: SetUpInput; readonly run: RunConfig }> {
  if (file === undefined) return { given, run: {} };
  if (file === STDIN && [given.netConf, given.nodesFile, given.cniConf].includes(STDIN))
    throw new Failure('usage', 'only one file can be read from stdin', { hint: 'Give - once.' });
  const {
    ignorePreflightErrors: ignored = [],
    confirmTimeout,
    lockTimeout,
    ...config
  } = inputOf(await readNodeConfig(file));
  const run = { ignored, confirmSeconds: seconds(confirmTimeout), lockSeconds: seconds(lockTimeout) };
  if (UPLINK.some((key) => given[key] !== undefined)) for (const key of UPLINK) delete config[key];
  const strict = given.strict === true || config.strict === true;
  const peers = mergePeers(config.peers ?? [], given.peers);
  return { given: { ...config, ...given, strict, peers }, run };
}
