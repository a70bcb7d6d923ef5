import type { Backend } from './base/backend.ts';

/** flannel's tencent-vpc backend: routes in the cloud's own network (flannel-facts 2.9). */
export const tencentVpcBackend: Backend = {
  config: { keys: { AccessKeyID: 'text', AccessKeySecret: 'text' }, withoutIPv6: 'dropped' },
  untyped: true,
};
