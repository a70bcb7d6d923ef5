import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabDocument, LabTestDocument } from '../../../src/generated/types.d.ts';
import {
  validateLabDocument,
  validateLabDownDocument,
  validateLabTestDocument,
} from '../../../src/generated/validators.js';
import { FLANNELCTL, flannelctl } from '../../support/cli/cli.ts';
import { machineState, remainsOf, testLab } from '../../support/host/lab.ts';

describe('a lab of 3 nodes with 2 pods each', () => {
  const lab = testLab();
  let before: Record<string, string>;

  beforeAll(async () => {
    before = await machineState();
    const { exitCode, stdout, stderr } = await lab.lab('up');
    expect(stderr).toContain(`Try:\n  flannelctl lab test --name ${lab.name}`);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(
      /├─ n2 .* eth0 192\.168\.77\.2 .* subnet 10\.244\.\d+\.0\/24\n│ {2}├─ n2-p1 .* 10\.244\./,
    );
  });

  afterAll(async () => {
    await lab.lab('down');
  });

  const labTest = async (): Promise<{ exitCode: number; document: LabTestDocument }> => {
    const { exitCode, stdout } = await lab.lab('test', '-o', 'json');
    const document = JSON.parse(stdout) as LabTestDocument;
    expect(validateLabTestDocument(document), stdout).toBe(true);
    return { exitCode, document };
  };

  test('has all three rules of the Kubernetes network model: 30 of 30 pod pairs, 18 of 18 node paths, source kept', async () => {
    const { exitCode, stdout } = await lab.lab('test');
    expect(stdout).toMatch(/pod → pod +30\/30\nnode → pod +18\/18\nsource address kept +30\/30\n$/);
    expect(stdout).toMatch(/^n2-p1 +✔ +✔ +· +✔ +✔ +✔$/m);
    expect(exitCode).toBe(0);
  });

  test('gives its test as a document, in which each path has the address that was seen', async () => {
    const { exitCode, document } = await labTest();
    expect(exitCode).toBe(0);
    expect(document.ok).toBe(true);
    expect(document.paths).toHaveLength(48);
    const pods = document.paths.filter(({ kind }) => kind === 'podToPod');
    expect(pods.every(({ seen, expected }) => seen === expected && seen?.startsWith('10.244.'))).toBe(true);
  });

  test('is drawn by status from what is observed, and is well', async () => {
    const { exitCode, stdout } = await lab.lab('status', '-o', 'json');
    const document = JSON.parse(stdout) as LabDocument;
    expect(validateLabDocument(document), stdout).toBe(true);
    expect(exitCode, stdout).toBe(0);
    expect(document).toMatchObject({ ok: true, complete: true, network: '10.244.0.0/16' });
    expect(document.nodes.map(({ publicIP }) => publicIP)).toEqual([
      '192.168.77.1',
      '192.168.77.2',
      '192.168.77.3',
    ]);
    expect((await lab.lab('status')).stdout).toContain('\n\nall is well\n');
  });

  test('uses ASCII where the locale has no more', async () => {
    const { stdout } = await flannelctl(['lab', 'status', '--name', lab.name], { env: { LC_ALL: 'C' } });
    expect(stdout).toContain('|- n2');
    expect(stdout).toContain('`- n3-p2');
  });

  test('runs the real flannelctl in its nodes, which know their root without flags', async () => {
    expect(await lab.exec('n1', 'flannelctl', 'status')).toMatch(/^n3 +192\.168\.77\.3 .* ok +yes$/m);
    for (const member of ['n1-p1', 'switch']) {
      const { exitCode, stderr } = await lab.lab('exec', member, '--', 'flannelctl', 'status');
      expect(stderr).toContain('this node has not been set up');
      expect(exitCode).toBe(3);
      expect(await lab.exec(member, 'sh', '-c', 'echo $FLANNELCTL_ROOT')).toBe(
        `${lab.folder}/nodes/${member}\n`,
      );
    }
    expect(await lab.exec('n2', 'ip', '-br', 'link')).toMatch(/^flannel\.1 /m);
    expect(await lab.exec('n1-p2', 'ip', '-br', 'address', 'show', 'eth0')).toMatch(/10\.244\.\d+\.3\/24/);
    expect(await lab.exec('switch', 'ip', '-br', 'link', 'show', 'master', 'br0')).toMatch(/^n3@/m);
  });

  test.each([
    ['its own', ['sh', '-c', 'exit 42'], 42],
    ['128 and the number of the signal that ended it', ['sh', '-c', 'kill -TERM $$'], 143],
    ['with options that look like ours', ['ip', '-o', '-json', 'link', 'show', 'nosuch'], 1],
  ])('passes on the exit status of a command: %s', async (_, command, status) => {
    expect((await lab.lab('exec', 'n1', '--', ...command)).exitCode).toBe(status);
  });

  test('passes stdin to a command and its stdout on', async () => {
    const args = ['lab', 'exec', '--name', lab.name, 'n1-p1', '--', 'cat'];
    expect((await flannelctl(args, { input: 'through' })).stdout).toBe('through');
  });

  test.each([
    ['a member that there is not', ['exec', 'n4', '--', 'true'], '"n4" is not in this lab'],
    ['no command', ['exec', 'n1'], 'no command to run'],
    ['a second lab of the same name', ['up'], 'there is a lab'],
  ])('refuses %s as a usage error, and stays', async (_, [verb = '', ...args], message) => {
    const { exitCode, stderr } = await lab.lab(verb, ...args);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(64);
    expect((await lab.lab('status')).exitCode).toBe(0);
  });

  describe('broken', () => {
    const failing = (document: LabTestDocument): string[] =>
      document.paths.filter(({ ok }) => !ok).map(({ from, to }) => `${from} ${to}`);

    test('by a missing route on n2 shows exactly the paths between n2 and n3, and is mended by join', async () => {
      const subnet = /FLANNEL_SUBNET=(.*)/.exec(
        await readFile(`${lab.folder}/nodes/n3/run/flannel/subnet.env`, 'utf8'),
      );
      await lab.exec('n2', 'ip', 'route', 'delete', `${subnet?.[1]?.replace('.1/', '.0/')}`);
      const { exitCode, document } = await labTest();
      expect(exitCode).toBe(11);
      expect(document).toMatchObject({
        ok: false,
        podToPod: { ok: 22 },
        nodeToPod: { ok: 14 },
        sourceKept: { ok: 22 },
      });
      expect(failing(document).every((path) => path.includes('n2') && path.includes('n3'))).toBe(true);
      const status = await lab.lab('status');
      expect(status.exitCode).toBe(11);
      expect(status.stdout).toMatch(
        /─ n2 .* not as it was set up: flannelctl lab exec .* n2 -- flannelctl status/,
      );
      await lab.exec('n2', 'flannelctl', 'join', '--yes');
      expect((await labTest()).exitCode).toBe(0);
    });

    test('by masquerading on n1 shows the addresses that the other pods see instead', async () => {
      const rule = 'ip saddr 10.244.0.0/16 ip daddr 10.244.0.0/16 oifname "flannel.1" masquerade';
      const chain = `chain c { type nat hook postrouting priority 0; ${rule}; };`;
      await lab.exec('n1', 'nft', `table ip broken { ${chain} };`);
      const { exitCode, stdout } = await lab.lab('test');
      await lab.exec('n1', 'nft', 'delete table ip broken');
      expect(exitCode).toBe(11);
      expect(stdout).toMatch(/pod → pod +30\/30\nnode → pod +18\/18\nsource address kept +22\/30\n/);
      expect(stdout).toMatch(/^n1-p1 +· +✔ +≠ +≠ +≠ +≠$/m);
      expect(stdout).toMatch(/^n1-p1 → n2-p1: seen as 10\.244\.\d+\.0, but it has 10\.244\.\d+\.2$/m);
    });

    test('by an MTU that is too small for full packets is broken', async () => {
      await lab.exec('switch', 'ip', 'link', 'set', 'n1', 'mtu', '1300');
      const { exitCode, document } = await labTest();
      await lab.exec('switch', 'ip', 'link', 'set', 'n1', 'mtu', '1500');
      expect(exitCode).toBe(11);
      expect(document.podToPod).toEqual({ ok: 14, total: 30 });
      expect(document.paths.find(({ from, to }) => from === 'n2-p1' && to === 'n1-p1')?.error).toContain(
        'MTU',
      );
    });

    test('by a bridge that was recreated shows the pods that are not on it, and what puts them back', async () => {
      await lab.exec('n1', 'flannelctl', 'reset', '--yes');
      await lab.exec(
        'n1',
        'flannelctl',
        'join',
        '--plan',
        `${lab.folder}/plan.yaml`,
        '--node',
        'n1',
        '--yes',
      );
      const failed = await lab.lab('test');
      expect(failed.exitCode).toBe(11);
      expect(failed.stderr).toContain(`flannelctl lab status --name ${lab.name} `);
      expect(failed.stderr).toContain(`flannelctl lab exec --name ${lab.name} n1 -- flannelctl status `);
      const { exitCode, stdout } = await lab.lab('status');
      expect(exitCode).toBe(11);
      const mend = [
        ...stdout.matchAll(/n1-p\d .* is not on cni0: flannelctl lab exec --name \S+ n1 -- (.*)$/gm),
      ];
      expect(mend, stdout).toHaveLength(2);
      for (const [, command = ''] of mend) await lab.exec('n1', ...command.split(' '));
      expect((await lab.lab('status')).stdout).toContain('all is well');
      expect((await labTest()).exitCode).toBe(0);
    });

    // Last: what is gone here is not restored.
    test('by a pod that is gone fails on its paths only', async () => {
      await execa('ip', ['netns', 'delete', `flab.${lab.name}.n3-p2`]);
      const { exitCode, document } = await labTest();
      expect(exitCode).toBe(11);
      expect(document).toMatchObject({ podToPod: { ok: 20, total: 30 }, nodeToPod: { ok: 15, total: 18 } });
      expect(failing(document).every((path) => path.includes('n3-p2'))).toBe(true);
      const { stdout } = await lab.lab('status');
      expect(stdout).toMatch(/─ n3-p2 .* its network namespace is gone\n\n1 of 10 members is not well\n$/);
    });
  });

  test('ends the processes that are in it when it is taken down, and leaves nothing', async () => {
    const shell = spawn(process.execPath, [
      FLANNELCTL,
      'lab',
      'exec',
      '--name',
      lab.name,
      'n1',
      '--',
      'sleep',
      '600',
    ]);
    const ended = new Promise<number | null>((resolve) => {
      shell.on('close', resolve);
    });
    while ((await execa('ip', ['netns', 'pids', `flab.${lab.name}.n1`])).stdout === '') await sleep(20);
    const { exitCode, stdout, stderr } = await lab.lab('down', '-o', 'json');
    const document: unknown = JSON.parse(stdout);
    expect(validateLabDownDocument(document), stdout).toBe(true);
    expect(exitCode, stderr).toBe(0);
    expect(document).toMatchObject({ found: true, processes: 1 });
    expect(document).not.toHaveProperty('warnings');
    expect(await ended).toBe(137);
    expect(await remainsOf(lab)).toEqual([]);
  });

  test("leaves the machine's own network namespace and files as they were", async () => {
    expect(await machineState()).toEqual(before);
  });
});
