import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Machine } from './machine.ts';

/** Puts an nft on a machine that kills the flannelctl that has it change something, changes nothing, and is gone. */
export const putKillingNft = async ({ bin }: Machine): Promise<void> =>
  writeFile(
    path.join(bin, 'nft'),
    `#!/bin/sh
[ "$*" = '-f -' ] && { rm "$0"; kill -9 "$PPID"; exit 1; }
PATH='${process.env['PATH']}'
exec nft "$@"
`,
    { mode: 0o755 },
  );
