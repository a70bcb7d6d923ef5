import { Failure } from '../../../errors/index.ts';
import { readSubnetEnv, SUBNET_ENV, type SubnetEnv } from '../../../flannel/index.ts';

/** The values of subnet.env; a Failure if it does not name a network and this node's subnet in it. */
export function requireSubnetEnv(text: string | undefined): Partial<SubnetEnv> {
  const env = text === undefined ? { refused: 'there is no subnet.env' } : readSubnetEnv(text);
  if (!('refused' in env)) return env;
  throw new Failure('invalidConfig', `no plan can be read off this host: ${env.refused}`, {
    hint: `flanneld writes ${SUBNET_ENV}, and it is gone after a reboot: start flanneld once, then stop it.`,
  });
}
