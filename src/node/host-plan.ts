import path from 'node:path';
import { SUBNET_ENV } from '../backends/index.ts';
import { findUplink, observe, readText, ruleTools, toolVersions } from '../host/index.ts';
import { type Address, FAMILY_NAMES, FAMILY_OF, type FamilyName } from '../net/index.ts';
import { planFromHost } from './from-host/from-host.ts';
import type { FromHost, FromHostOptions } from './from-host/types.ts';

/** Whether flanneld, or somebody else, has left a subnet.env here. */
export const hasSubnetEnv = async (root: string): Promise<boolean> =>
  (await readText(path.join(root, SUBNET_ENV))) !== undefined;

/** The plan read off the host under a root; a Failure says what of it is not there. */
export async function readHostPlan(root: string, known: FromHostOptions = {}): Promise<FromHost> {
  const [versions, subnetEnv, uplink] = await Promise.all([
    toolVersions(),
    readText(path.join(root, SUBNET_ENV)),
    uplinkAddresses(),
  ]);
  const observed = await observe({ root, sysctls: [], paths: [], tools: ruleTools(versions) });
  return planFromHost(observed, subnetEnv, { ...known, uplink });
}

/** The addresses that flannel would take by itself, as far as there are any. */
async function uplinkAddresses(): Promise<{ readonly [F in FamilyName]?: Address }> {
  const found = await Promise.all(
    FAMILY_NAMES.map(async (family) => {
      const choice = { iface: [], ifaceRegex: [], families: [FAMILY_OF[family]] };
      return findUplink(choice).then(
        ({ addresses }) => ({ [family]: addresses[family] }),
        () => ({}),
      );
    }),
  );
  return Object.assign({}, ...found) as { readonly [F in FamilyName]?: Address };
}
