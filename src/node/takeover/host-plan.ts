import path from 'node:path';
import { namesSubnet, SUBNET_ENV } from '../../flannel/index.ts';
import { hostFacts, observe, readText } from '../../host/index.ts';
import { planOfValue, type SubnetPlan } from '../../leases/index.ts';
import { FAMILY_NAMES, FAMILY_OF } from '../../net/index.ts';
import { requirePlan } from '../input/read-plan.ts';
import { findUplink } from '../uplink/find.ts';
import { planFromHost } from './from-host/from-host.ts';
import type { FromHost, FromHostOptions } from './from-host/types.ts';

/** Whether flanneld left a subnet.env that names a subnet. */
export async function hasSubnetEnv(root: string, subnetFile = SUBNET_ENV): Promise<boolean> {
  return namesSubnet((await readText(path.join(root, subnetFile))) ?? '');
}

const OTHERWISE =
  'Give a list of the nodes instead, as kubectl or etcdctl prints it: flannelctl join --nodes FILE.';

/** A plan derived from a host, and the document that it is written as. */
export interface HostPlan extends Pick<FromHost, 'leftOut' | 'problems'> {
  readonly document: FromHost['plan'];
  readonly plan: SubnetPlan;
}

/** Derives the plan from the host under a root; a Failure says what is missing, or can't be in one plan. */
export async function readHostPlan(
  root: string,
  known: FromHostOptions = {},
  subnetFile = SUBNET_ENV,
): Promise<HostPlan> {
  const [subnetEnv, uplink] = await Promise.all([readText(path.join(root, subnetFile)), likelyUplink()]);
  const observed = await observe({ root, sysctls: [], paths: [] });
  const { plan: document, ...rest } = planFromHost(observed, subnetEnv, { ...known, uplink });
  const { leftOut, problems } = rest;
  return {
    document,
    plan: requirePlan('what this host shows', planOfValue(document), OTHERWISE),
    leftOut,
    problems,
  };
}

/** The uplink that flannel would choose, as far as there is one. */
async function likelyUplink(): Promise<NonNullable<FromHostOptions['uplink']>> {
  const facts = hostFacts();
  const found = await Promise.all(
    FAMILY_NAMES.map(async (family) => {
      const choice = { iface: [], ifaceRegex: [], families: [FAMILY_OF[family]] };
      return findUplink(choice, facts).then(
        ({ addresses, mtu }) => ({ [family]: addresses[family], mtu }),
        () => ({}),
      );
    }),
  );
  return Object.assign({}, ...found) as NonNullable<FromHostOptions['uplink']>;
}
