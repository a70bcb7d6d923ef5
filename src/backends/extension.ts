import type { Backend } from './base/backend.ts';

/** flannel's extension backend: user-defined commands for each event (flannel-facts 2.7). */
export const extensionBackend: Backend = {
  config: {
    keys: {
      PreStartupCommand: 'text',
      PostStartupCommand: 'text',
      SubnetAddCommand: 'text',
      SubnetRemoveCommand: 'text',
    },
    ignored: { ShutdownCommand: 'flanneld has no such command, though its samples do' },
  },
};
