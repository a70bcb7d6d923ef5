import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TraceDocument } from '../../../src/generated/types.d.ts';
import { TRACE_FAULTS } from '../../support/trace/faults.ts';
import { tryPairs, wrongOnes } from '../../support/trace/pairs.ts';
import { type TraceWorld, traceWorld } from '../../support/trace/world.ts';

const TWO_MINUTES = 120_000;

let world: TraceWorld;

beforeAll(async () => {
  world = await traceWorld();
}, TWO_MINUTES);

afterAll(async () => world.close(), TWO_MINUTES);

test(
  'its verdict is what a real packet does, with some of the faults',
  async () => {
    expect(wrongOnes(await tryPairs(world, 10, 4))).toEqual([]);
  },
  TWO_MINUTES,
);

test(
  'it ends with 11 where the path is broken, with 0 elsewhere, and with 64 at names that it does not know',
  async () => {
    const [n1] = world.nodes;
    const fault = TRACE_FAULTS.find(({ name }) => name === 'no FDB entry');
    if (fault === undefined) throw new Error('no such fault');
    const drawing = path.join(world.folder, 'path.svg');
    const live = await world.trace('n1', 'n1-p1', 'n2', '--live', '--svg', drawing);
    expect(live.exitCode).toBe(0);
    expect(live.stdout).toMatch(/^n1 +● +seen +veth\S+ +master cni0/m);
    expect(live.stdout).toContain('LIVE: 3 packets sent, all answered');
    expect(await readFile(drawing, 'utf8')).toMatch(/^<svg [\s\S]*flannel|eth0[\s\S]*<\/svg>\n$/);
    await world.breakNode(n1, fault);
    const { exitCode, stdout } = await world.trace('n1', 'n1-p1', '10.244.2.9', '-o', 'json');
    await world.mend(n1, fault);
    const document = JSON.parse(stdout) as TraceDocument;
    expect(exitCode).toBe(11);
    expect(document.verdict).toBe('broken');
    expect(document.request.at(-1)).toMatchObject({ kind: 'fdb', state: 'broken', check: 'PeerFdb' });
    expect(document.reply).toEqual([]);
    const far = await world.trace('n1', 'n2', 'n1-p1', '--live');
    expect(far.exitCode).toBe(64);
    expect(far.stderr).toContain('n2 is not on this node, so that nothing can be sent from there');
    const unknown = await world.trace('n1', 'web', 'host');
    expect(unknown.exitCode).toBe(64);
    expect(unknown.stderr).toContain('pods of this node: n1-p1, n1-p2');
  },
  TWO_MINUTES,
);
