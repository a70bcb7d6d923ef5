import { Failure } from '../errors/index.ts';
import { parseAddress } from '../net/index.ts';
import type { Given } from './given.ts';
import { readCniConf } from './inputs.ts';
import type { NodeOptions, NodeRecord } from './record.ts';

/** The options given, each else as remembered, else its default. */
export async function mergeOptions(given: Given, record: NodeRecord | undefined): Promise<NodeOptions> {
  const { iface, publicIP, ipMasq, cniType } = given;
  const cniConf = given.cniConf === undefined ? undefined : await readCniConf(given.cniConf);
  if (publicIP !== undefined && parseAddress(publicIP) === undefined) {
    throw new Failure('invalidConfig', `--public-ip ${JSON.stringify(publicIP)} is not an IP address`, {
      hint: 'Write the address that peers reach this node at, such as 192.168.1.1.',
    });
  }
  return {
    ...record?.options,
    ...(iface === undefined ? {} : { iface }),
    ...(publicIP === undefined ? {} : { publicIP }),
    ...(cniConf === undefined ? {} : { cniConf }),
    ipMasq: ipMasq ?? record?.options.ipMasq ?? true,
    cniType: cniType ?? record?.options.cniType ?? 'bridge',
  };
}
