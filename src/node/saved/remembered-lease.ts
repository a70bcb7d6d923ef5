import path from 'node:path';
import {
  type LeaseSubnets,
  type PlanNode,
  readSubnetEnv,
  SUBNET_ENV,
  type SubnetEnv,
} from '../../flannel/index.ts';
import { readText } from '../../host/index.ts';
import { type Address, FAMILY_NAMES } from '../../net/index.ts';
import { readSaved } from './read-saved.ts';

/** What a host knows of the leases that it had. */
export interface RememberedLease {
  /** This node as it was saved. */
  readonly node: PlanNode | undefined;
  /** The subnets of the saved node, then those in subnet.env. */
  readonly subnets: readonly LeaseSubnets[];
  /** The public IPs that the saved node had before, with its present subnets. */
  readonly formerPublicIPs: readonly Address[];
}

/** @param subnetFile where subnet.env is, if this node was never set up; absent: where flannel has it */
export async function rememberedLease(root: string, subnetFile?: string): Promise<RememberedLease> {
  const record = await readSaved(root);
  const node = record?.plan.nodes.find(({ name }) => name === record.name);
  const env = await subnetEnvIn(root, record?.options.subnetFile ?? subnetFile ?? SUBNET_ENV);
  const known = [node, env].filter((one) => one !== undefined);
  return { node, subnets: known.map(subnetsOf), formerPublicIPs: record?.formerPublicIPs ?? [] };
}

async function subnetEnvIn(root: string, file: string): Promise<Partial<SubnetEnv> | undefined> {
  const env = readSubnetEnv((await readText(path.join(root, file))) ?? '');
  return 'refused' in env ? undefined : env;
}

type WithSubnets = Readonly<Partial<Record<'ipv4' | 'ipv6', Pick<NonNullable<PlanNode['ipv4']>, 'subnet'>>>>;

const subnetsOf = (from: WithSubnets): LeaseSubnets =>
  Object.fromEntries(
    FAMILY_NAMES.flatMap((family) => {
      const subnet = from[family]?.subnet;
      return subnet === undefined ? [] : [[family, subnet]];
    }),
  );
