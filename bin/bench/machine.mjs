// The machine and the date of the measurement, because figures mean little without them.
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
