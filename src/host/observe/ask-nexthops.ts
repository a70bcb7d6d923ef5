import { outputOf } from '../exec/run.ts';
import { runTool } from '../exec/tool.ts';

/** What a kernel before 5.3 says of nexthop objects, and an iproute2 that doesn't know them either. */
const NO_NEXTHOPS = /not supported|Object "nexthop" is unknown/;

/** What `ip … nexthop` prints of the nexthop objects; undefined where there can't be any. */
export async function askNexthops(...options: string[]): Promise<string | undefined> {
  const result = await runTool(['ip', ...options, 'nexthop']);
  return result.exitCode !== 0 && NO_NEXTHOPS.test(result.stderr) ? undefined : outputOf(result);
}
