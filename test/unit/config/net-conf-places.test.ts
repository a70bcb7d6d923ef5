import { expect, test } from 'vitest';
import { netConf } from './check.ts';

/** Where a net-conf of three lines is wrong. */
const linesOf = async (...lines: readonly string[]): Promise<(number | undefined)[]> =>
  (
    await netConf(`{"Network": "10.3.0.0/16",\n${lines.join(',\n')},\n"Backend": {"Type": "vxlan"}}`)
  ).problems.map(({ location }) => location?.line);

test('bounds in the wrong order are shown at the first of them that is written', async () => {
  expect(await linesOf('"SubnetLen": 24', '"SubnetMin": "10.3.9.0"', '"SubnetMax": "10.3.8.0"')).toEqual([3]);
  expect(await linesOf('"SubnetLen": 24', '"SubnetMax": "10.3.0.0"')).toEqual([3]);
});
