import { type BackendConfig, BUILT_BACKENDS, DEFAULT_BACKEND } from '../../backends/index.ts';
import type { NetConf } from '../../config/index.ts';
import { Failure } from '../../errors/index.ts';

/** The backend of a net-conf; a Failure if flannelctl can't build it. */
export function requireSupported({ backend }: NetConf): BackendConfig {
  if (BUILT_BACKENDS.includes(backend.type)) return backend;
  throw new Failure(
    'invalidConfig',
    `Backend ${backend.type} is valid for flannel, but flannelctl can't build it yet`,
    { hint: `Built are: ${BUILT_BACKENDS.join(', ')}. Use {"Type": "${DEFAULT_BACKEND}"}.` },
  );
}
