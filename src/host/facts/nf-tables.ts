import type { RunResult } from '../run.ts';
import { runIfInstalled } from '../tool.ts';

/** The kernel answers EINVAL to what is for a part of nfnetlink that it has not (6.1; nft 1.0.6, 1.1.7). */
const NO_TABLES = /cache initialization failed: Invalid argument/;

/** What it answers to a batch for such a part. */
const NO_BATCH = /Could not process rule: Operation not supported/;

const LIST = ['nft', '-j', 'list', 'tables'];

/** In a network namespace that goes with the process. */
const TRY = ['unshare', '--net', 'nft', 'add', 'table', 'ip', 'flannelctl'];

/** Whether nft is there and lists its tables, which no nft does that does not work. */
export const listsTables = async (): Promise<boolean> => (await runIfInstalled(LIST))?.exitCode === 0;

/**
 * How nft says that the kernel has no nf_tables; undefined if it does not say so. Where nfnetlink alone is loaded, nft
 * and iptables-nft tell their versions all the same, so that they have to be asked for more.
 */
export async function lackOfTables(): Promise<string | undefined> {
  const listed = await runIfInstalled(LIST);
  return listed === undefined || listed.exitCode === 0 ? undefined : lackIn(listed);
}

async function lackIn({ stdout, stderr }: RunResult): Promise<string | undefined> {
  const said = `${stdout}${stderr}`.trim();
  if (said !== '') return NO_TABLES.exec(said)?.[0];
  // nft 0.9.8 ends without a word, which can be for any reason.
  return NO_BATCH.exec((await runIfInstalled(TRY))?.stderr ?? '')?.[0];
}
