import { type Facts, hostName, type KernelFeatures, kernelFeatures } from '../../host/index.ts';
import { parseAddress } from '../../net/index.ts';
import { requireSupported } from '../input/supported.ts';
import type { NodeOptions, SavedNode } from '../saved/saved-node.ts';
import { type HostMacs, NO_HOST_MACS, readHostMacs } from '../takeover/adopt.ts';
import { readUplinkFacts } from '../uplink/find.ts';
import type { UplinkFacts } from '../uplink/match.ts';
import { type NetworkInput, readNetworkInput } from './network-input.ts';
import { mergeOptions, readOptionSources } from './options.ts';
import type { SetUpInput } from './set-up-input.ts';

/** The facts of the host that decide the node's configuration. */
interface HostInputs {
  readonly hostname: string;
  readonly features: KernelFeatures;
  /** The facts that the uplink is chosen by. */
  readonly uplinkFacts: UplinkFacts;
  /** The MACs of flanneld's links, in a takeover. */
  readonly overlayMacs: HostMacs;
}

/** Everything that decides the node's configuration, besides its record. */
export interface NodeInputs {
  readonly given: SetUpInput;
  readonly network: NetworkInput;
  readonly options: NodeOptions;
  readonly host: HostInputs;
}

/** Reads the given documents and the host; everything after works on values. */
export async function readNodeInputs(
  given: SetUpInput,
  record: SavedNode | undefined,
  facts: Facts,
): Promise<NodeInputs> {
  const network = await readNetworkInput(given, record);
  requireSupported(network.netConf);
  const options = mergeOptions(given, record, await readOptionSources(given, record));
  const canReach = parseAddress(options.ifaceCanReach ?? '');
  const [hostname, features, uplinkFacts, overlayMacs] = await Promise.all([
    facts(hostName),
    facts(kernelFeatures),
    readUplinkFacts({ ifaceRegex: options.ifaceRegex ?? [], ...(canReach && { canReach }) }, facts),
    record === undefined ? readHostMacs(network.netConf, facts) : NO_HOST_MACS,
  ]);
  return { given, network, options, host: { hostname, features, uplinkFacts, overlayMacs } };
}
