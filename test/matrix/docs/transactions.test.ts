import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'vitest';
import { bootMachine, connect, putFlannelctl } from '../../support/docs/machine.ts';
import { putKillingNft } from '../../support/docs/nft-that-kills.ts';
import { expectPage } from '../../support/docs/page.ts';
import { netConf } from '../../support/host/node.ts';

test('docs/transactions.md shows what is printed after a change was killed', async () => {
  const n1 = await bootMachine('n1');
  await connect([n1]);
  await putFlannelctl(n1);
  await putKillingNft(n1);
  await writeFile(path.join(n1.folder, 'net-conf.json'), netConf());
  await expectPage('docs/transactions.md', { n1 });
});
