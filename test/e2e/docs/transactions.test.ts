import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'vitest';
import { bootMachine, connect, type Machine, putFlannelctl } from '../../support/docs/machine.ts';
import { expectPage } from '../../support/docs/page.ts';
import { netConf } from '../../support/host/node.ts';

/** An nft that kills the flannelctl that has it change something, and changes nothing. */
const putKillingNft = async ({ bin }: Machine): Promise<void> =>
  writeFile(
    path.join(bin, 'nft'),
    `#!/bin/sh
[ "$*" = '-f -' ] && { kill -9 "$PPID"; exit 1; }
PATH='${process.env['PATH']}'
exec nft "$@"
`,
    { mode: 0o755 },
  );

test('docs/transactions.md shows what is printed after a change was killed', async () => {
  const n1 = await bootMachine('n1');
  await connect([n1]);
  await putFlannelctl(n1);
  await putKillingNft(n1);
  await writeFile(path.join(n1.folder, 'net-conf.json'), netConf());
  await expectPage('docs/transactions.md', { n1 });
});
