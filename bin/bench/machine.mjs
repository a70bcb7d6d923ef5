// Where and when figures were measured: they mean little without.
import { execFileSync } from 'node:child_process';
import os from 'node:os';

export const machine = () => ({
  cores: os.availableParallelism(),
  arch: process.arch,
  kernel: os.release(),
  node: process.versions.node,
  iproute2: execFileSync('ip', ['-V'], { encoding: 'utf8' }).trim().replace('ip utility, ', ''),
});

export const load = () => os.loadavg()[0].toFixed(1);
