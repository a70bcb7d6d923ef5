import type { Command } from '@oclif/core/command';

type Loader = () => Promise<{ default: Command.Class }>;

/** Every command, loaded only when it is asked for. A new command is a new file and one line here. */
export const COMMANDS: Readonly<Record<string, Loader>> = {
  agent: async () => import('../agent.ts'),
  config: async () => import('../config.ts'),
  confirm: async () => import('../confirm.ts'),
  diagnose: async () => import('../diagnose.ts'),
  diff: async () => import('../diff.ts'),
  gather: async () => import('../gather.ts'),
  history: async () => import('../history.ts'),
  init: async () => import('../init.ts'),
  join: async () => import('../join.ts'),
  'lab:down': async () => import('../lab/down.ts'),
  'lab:exec': async () => import('../lab/exec.ts'),
  'lab:list': async () => import('../lab/list.ts'),
  'lab:node:add': async () => import('../lab/node/add.ts'),
  'lab:node:remove': async () => import('../lab/node/remove.ts'),
  'lab:node:restart': async () => import('../lab/node/restart.ts'),
  'lab:pod:add': async () => import('../lab/pod/add.ts'),
  'lab:pod:remove': async () => import('../lab/pod/remove.ts'),
  'lab:status': async () => import('../lab/status.ts'),
  'lab:test': async () => import('../lab/test.ts'),
  'lab:up': async () => import('../lab/up.ts'),
  leases: async () => import('../leases.ts'),
  'leases:remove': async () => import('../leases/remove.ts'),
  plan: async () => import('../plan.ts'),
  recover: async () => import('../recover.ts'),
  reset: async () => import('../reset.ts'),
  rollback: async () => import('../rollback.ts'),
  status: async () => import('../status.ts'),
  trace: async () => import('../trace.ts'),
  up: async () => import('../up.ts'),
  validate: async () => import('../validate.ts'),
  watchdog: async () => import('../watchdog.ts'),
};

export const TOPICS: Readonly<Record<string, string>> = {
  lab: 'A cluster of network namespaces on this machine, with pods, to learn and test in.',
  'lab:node': 'Nodes that come and go in a lab whose nodes follow etcd.',
  'lab:pod': 'Pods that come and go in a lab.',
};
