import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished } from 'vitest';
import { agentUnit } from '../../../src/node/compare/agent-service.ts';

const PLAIN = { node: '/usr/bin/node', script: '/opt/flannelctl/bin/flannelctl.cjs', root: '/' };

const lineOf = (unit: string, name: string): string | undefined =>
  unit.split('\n').find((line) => line.startsWith(`${name}=`));

describe("the agent's systemd unit", () => {
  it('starts the agent with its words and root', () => {
    const unit = agentUnit({ ...PLAIN, root: '/srv/x' }, ['--iface', 'eth 0', '--public-ip', '%h']);
    expect(lineOf(unit, 'ExecStart')).toBe(
      'ExecStart=/usr/bin/node /opt/flannelctl/bin/flannelctl.cjs agent --iface "eth 0" --public-ip %%h --root /srv/x',
    );
  });

  it('waits for the network, nothing waits for it, and reset ends it for good', () => {
    const unit = agentUnit(PLAIN, []);
    expect(lineOf(unit, 'After')).toBe('After=network-online.target flannelctl.service');
    expect(lineOf(unit, 'Before')).toBeUndefined();
    expect([lineOf(unit, 'Type'), lineOf(unit, 'Restart')]).toEqual(['Type=notify', 'Restart=on-failure']);
  });

  it('refuses words that no unit can have', () => {
    expect(() => agentUnit(PLAIN, ['--iface', 'a\nExecStartPre=/bin/rm'])).toThrow(
      "can't be written into a systemd unit",
    );
  });

  it('is one for systemd', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-unit-'));
    onTestFinished(async () => rm(folder, { recursive: true, force: true }));
    const node = path.join(folder, 'node');
    await writeFile(node, '#!/bin/sh\n');
    await chmod(node, 0o755);
    const file = path.join(folder, 'flannelctl-agent.service');
    const verify = async (unit: string): Promise<string> => {
      await writeFile(file, unit);
      const { stdout, stderr } = await execa('systemd-analyze', ['verify', '--man=no', file]);
      return `${stdout}${stderr}`;
    };
    const unit = agentUnit({ ...PLAIN, node }, ['--etcd-endpoints', 'https://10.0.0.1:2379']);
    // It says nothing, where it understands each line and finds the program.
    expect(await verify(unit)).toBe('');
    expect(await verify(unit.replace('ProtectClock=', 'ProtectClocks='))).toContain('ProtectClocks');
  });
});
