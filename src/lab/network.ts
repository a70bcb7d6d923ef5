import { checkNetConf, parseSource } from '../config/index.ts';
import { Failure, isError } from '../errors/index.ts';
import type { Prefix } from '../net/index.ts';

/** What a lab has without --net-conf. */
export const DEFAULT_NET_CONF = '{ "Network": "10.244.0.0/16", "Backend": { "Type": "vxlan" } }\n';

/** The IPv4 pod network of a net-conf; a Failure `invalidConfig` if it has none, or has anything wrong. */
export async function podNetwork(file: string, text: string): Promise<Prefix> {
  const { root, source, problems } = await parseSource(file, text, 'json');
  const checked = root === undefined ? { problems: [] } : checkNetConf(root, source);
  const errors = [...problems, ...checked.problems].filter(isError);
  if (checked.netConf === undefined || errors.length > 0)
    throw new Failure('invalidConfig', `${file} is not a valid net-conf`, { problems: errors });
  const { ipv4 } = checked.netConf;
  if (ipv4 !== undefined) return ipv4.network;
  throw new Failure('invalidConfig', `${file} has no IPv4 network, which a lab is made of`, {
    hint: 'Give it a Network.',
  });
}
