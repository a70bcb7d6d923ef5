import type { Problem } from '../../../errors/index.ts';
import { encode } from '../access/keys.ts';
import type { EtcdClient } from '../client/client.ts';
import { positionOf } from './position.ts';

/**
 * Warns of endpoints that are of another cluster than the first that answers: one that was restored by itself, or made
 * again with an empty folder. Endpoints that don't answer are left out.
 */
export async function clusterDoubts(client: EtcdClient, stop: AbortSignal): Promise<readonly Problem[]> {
  const { endpoints, keys } = client.access;
  if (endpoints.length < 2) return [];
  const request = { key: encode(keys.config), keys_only: true, serializable: true };
  const clusters = await Promise.all(
    endpoints.map(async (endpoint) =>
      client.probe(endpoint, request, stop).then(
        (answer) => ({ endpoint, cluster: positionOf(answer).cluster }),
        () => undefined,
      ),
    ),
  );
  stop.throwIfAborted();
  const [first, ...others] = clusters.filter((one) => one !== undefined);
  return others
    .filter(({ cluster }) => cluster !== first?.cluster)
    .map(({ endpoint }) => ({
      severity: 'warning',
      message: `etcd at ${endpoint} is of another cluster than at ${first?.endpoint}, so that chance decides which nodes are followed`,
      hint: 'Give the endpoints of one cluster only. Their cluster_id: etcdctl endpoint status -w json',
    }));
}
