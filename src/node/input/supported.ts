import { BUILT_BACKENDS, type BuiltBackend } from '../../backends/index.ts';
import type { NetConf } from '../../config/index.ts';
import { Failure } from '../../errors/index.ts';

/** The backend of a net-conf, if it can be built; a Failure names it if not. */
export function requireSupported({ backend }: NetConf): BuiltBackend {
  const built: readonly string[] = BUILT_BACKENDS;
  if (built.includes(backend.type)) return backend as BuiltBackend;
  throw new Failure(
    'invalidConfig',
    `Backend ${backend.type} is valid for flannel, but flannelctl can't build it yet`,
    { hint: `Built are: ${built.join(', ')}. Use {"Type": "vxlan"}.` },
  );
}
