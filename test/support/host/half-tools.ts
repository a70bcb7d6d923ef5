import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CHANGING_CALLS } from './changing-calls.ts';

const TOOLS = ['ip', 'bridge', 'nft', 'iptables-restore', 'ip6tables-restore', 'unshare'];

/**
 * Goes on with the rest a second after its command was killed, or as soon as another program writes to the journal: who
 * does so has not waited for it, which is noted.
 */
const rest = (folder: string): string => `
size() { wc -c < "$FLANNELCTL_ROOT/var/lib/flannelctl/journal.ndjson"; }
before=$(size)
i=0
while [ "$i" -lt 20 ] && [ "$(size)" = "$before" ]; do
  sleep 0.05
  i=$((i + 1))
done
[ "$(size)" = "$before" ] || touch '${folder}/overtaken'
tail -n "+$((half + 1))" '${folder}/input' | "$tool" "$@"
`;

/**
 * Does the first half of one changing call with the real tool, and kills the flannelctl that called it: half of the
 * lines of a batch, the first table of iptables; nft does all or nothing. Then it ends, or does the rest, late.
 */
const script = (folder: string, at: number, goesOn: boolean): string => `#!/bin/sh
tool=\${0##*/}
PATH='${process.env['PATH']}'
case "$tool $*" in
  ${CHANGING_CALLS}) ;;
  *) exec "$tool" "$@" ;;
esac
n=$(($(cat '${folder}/count' 2> /dev/null || echo 0) + 1))
echo "$n" > '${folder}/count'
[ "$n" -eq ${at} ] || exec "$tool" "$@"
cat > '${folder}/input'
half=$(($(wc -l < '${folder}/input') / 2))
[ "$tool" = nft ] && half=0
case "$tool" in
  *tables-restore) half=$(grep -n -m 1 '^COMMIT' '${folder}/input' | cut -d : -f 1) ;;
esac
head -n "$half" '${folder}/input' | "$tool" "$@"
tr '\\0' ' ' < "/proc/$PPID/cmdline" | grep -q 'flannelctl.cjs' || exit 1
kill -9 "$PPID"
${goesOn ? rest(folder) : ''}
`;

/**
 * Puts stand-ins before the tools that flannelctl drives; the given changing call, from 1, is the one that is cut in half.
 * @returns words to put before the command, so that it finds them first
 */
export async function halfTools(folder: string, at: number, goesOn: boolean): Promise<string[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const tool of TOOLS) {
    const file = path.join(folder, tool);
    await writeFile(file, script(folder, at, goesOn));
    await chmod(file, 0o755);
  }
  return ['env', `PATH=${folder}:${process.env['PATH']}`];
}

/** Whether somebody wrote to the journal while a tool of the killed command was still at work. */
export const wasOvertaken = async (folder: string): Promise<boolean> =>
  (await readdir(folder)).includes('overtaken');
