import { expect, test } from 'vitest';
import { momentsOf, momentText, stageAt } from '../../support/host/kill.ts';
import { initN1, netConf } from '../../support/host/node.ts';
import { bareScene } from '../../support/kill/cycles.ts';
import { TIMEOUT } from '../../support/kill/expect.ts';
import { differences, look } from '../../support/kill/survey.ts';
import { sample } from '../../support/sample.ts';

/** The port of a vxlan link can't be changed: the link is recreated. */
const JOIN = [
  'join',
  '--net-conf',
  netConf({ Backend: { Type: 'vxlan', Port: 4789 } }),
  '--accept-loss',
  '--yes',
];
const ROUTES = ['10.77.0.0/16 dev flannel.1', '10.78.0.0/16 dev flannel.1 metric 5 table 100'];

test('what others lose with a link of ours is there again after rollback', TIMEOUT, async () => {
  const scene = await bareScene();
  try {
    await initN1(scene.host);
    const addRoutes = async () =>
      Promise.all(ROUTES.map(async (route) => scene.host.sh(`ip route add ${route}`)));
    await addRoutes();
    const before = await look(scene);
    const sideEffects = await scene.sideEffects(JOIN);
    expect(await scene.host.sh('ip route show table all')).not.toContain('10.77.0.0/16');
    expect((await scene.run(['join', '--net-conf', netConf(), '--yes'])).exitCode).toBe(0);
    await addRoutes();
    expect(differences(before, await look(scene))).toEqual([]);

    const moments = sample(momentsOf(sideEffects), 6).filter(
      (moment) => stageAt(sideEffects, moment) !== 'ended',
    );
    expect(moments).not.toEqual([]);
    const failures: string[] = [];
    for (const moment of moments) {
      // A host that is not as before is no place to go on from.
      if (failures.length > 0) break;
      await scene.kill(JOIN, moment);
      const { exitCode, stderr } = await scene.run(['rollback', '--yes']);
      const wrong = differences(before, await look(scene));
      if (exitCode !== 0 || wrong.length > 0)
        failures.push(`${momentText(moment)}: ${exitCode} ${stderr}${wrong.join('\n')}`);
    }
    process.stdout.write(
      `killed: others’ routes on our links, rollback: ${moments.length} runs, ${failures.length} failures\n`,
    );
    expect(failures).toEqual([]);
  } finally {
    await scene.remove();
  }
});
