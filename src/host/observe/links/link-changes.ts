import { runTool } from '../../exec/tool.ts';

/**
 * Waits until the kernel has finished the change of links that it is making. It deletes a link with its 10,000 routes in
 * 400 ms, under a lock that a reader of links waits for and a reader of routes does not, which then gets some of those
 * that are being deleted (6.18).
 */
export async function awaitLinkChanges(): Promise<void> {
  await runTool(['ip', 'link', 'show', 'dev', 'lo']);
}
