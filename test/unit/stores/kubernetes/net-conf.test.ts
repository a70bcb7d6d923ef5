import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { watchedNetConf } from '../../../../src/stores/kubernetes/net-conf.ts';
import { testFolder } from '../../../support/apiserver/configs.ts';

it('the file of the net-conf is looked at for changes every ten seconds, not more often, though the clock is set back', async () => {
  const folder = await testFolder();
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  onTestFinished(async () => {
    vi.useRealTimers();
    await rm(folder, { recursive: true });
  });
  const file = path.join(folder, 'net-conf.json');
  await writeFile(file, 'before');
  const { read, change } = watchedNetConf(file);
  expect(await read()).toBe('before');
  await writeFile(file, 'after');
  vi.setSystemTime(Date.now() - 86_400_000);
  vi.advanceTimersByTime(9000);
  expect(await change()).toBeUndefined();
  vi.advanceTimersByTime(1000);
  expect(await change()).toEqual({ type: 'config', text: 'after' });
  expect(await change()).toBeUndefined();
});
