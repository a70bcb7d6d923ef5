import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import type { EventDocument } from '../../../src/generated/types.d.ts';
import { eventOf } from '../../support/cli/event-stream.ts';
import { makeGate } from '../../support/host/gate.ts';
import { commandIn, freshHost } from '../../support/host/netns.ts';
import { expectExit, initN1 } from '../../support/host/node.ts';

test('a line can be read as it happens: a batch, while its tool is still at it', async () => {
  const host = await freshHost();
  await initN1(host);
  const gate = await makeGate();
  const [file = '', ...rest] = commandIn(host.netns, ['reset', '--yes', '-o', 'ndjson'], gate.via);
  const env = { FLANNELCTL_ROOT: host.root };
  const reset = execa(file, rest, { reject: false, stdin: 'ignore', env });
  let isAtGate = false;
  const seen: EventDocument[] = [];
  for await (const line of createInterface({ input: reset.stdout })) {
    seen.push(eventOf(line));
    const { event, commands } = seen.at(-1) as EventDocument;
    if (isAtGate || event !== 'batch' || !/^(ip|bridge|nft) /.test(commands?.[0] ?? '')) continue;
    isAtGate = true;
    await gate.reached();
    gate.open();
  }
  expect(isAtGate).toBe(true);
  expectExit({ ...(await reset), exitCode: (await reset).exitCode ?? -1 }, 0);
});
