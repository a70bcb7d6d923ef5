import { type BackendConfig, leaseRules } from '../../backends/index.ts';
import type { NodeFamily } from '../../flannel/index.ts';
import { derivedData } from '../nodes/explicit-data.ts';

/** The BackendData of a node in one family, to be made JSON; undefined if the backend publishes none. */
export function backendData({ subnet, data }: NodeFamily, backend: BackendConfig): object | undefined {
  const own = data ?? derivedData(backend, subnet);
  return own && leaseRules(backend.type)?.toRecord(own, backend);
}
