import type { RunResult } from '../exec/run.ts';
import { runIfInstalled } from '../exec/tool.ts';

/** The kernel answers EINVAL to a request for a part of nfnetlink that it lacks (6.1; nft 1.0.6, 1.1.7). */
const NO_TABLES = /cache initialization failed: Invalid argument/;

/** The kernel's answer to a batch for such a part. */
const NO_BATCH = /Could not process rule: Operation not supported/;

const LIST = ['nft', '-j', 'list', 'tables'];

/** Runs in a network namespace of its own, which ends with the process. */
const TRY = ['unshare', '--net', 'nft', 'add', 'table', 'ip', 'flannelctl'];

/** Whether nft is installed and lists its tables, which it does only if it works. */
export const listsTables = async (): Promise<boolean> => (await runIfInstalled(LIST))?.exitCode === 0;

/**
 * nft's message that the kernel has no nf_tables; undefined without one. With only nfnetlink loaded, nft and
 * iptables-nft print their versions all the same, so they have to be tried.
 */
export async function lackOfTables(): Promise<string | undefined> {
  const listed = await runIfInstalled(LIST);
  return listed === undefined || listed.exitCode === 0 ? undefined : lackIn(listed);
}

async function lackIn({ stdout, stderr }: RunResult): Promise<string | undefined> {
  const said = `${stdout}${stderr}`.trim();
  if (said !== '') return NO_TABLES.exec(said)?.[0];
  // nft 0.9.8 fails without a message, which can have any reason.
  return NO_BATCH.exec((await runIfInstalled(TRY))?.stderr ?? '')?.[0];
}
