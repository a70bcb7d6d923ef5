/** Results as the benchmark saves them: one value of CPU a repetition. */
export const row = (part: string, name: string, cpu: readonly number[], size?: number) => ({
  part,
  row: name,
  ...(size === undefined ? {} : { size }),
  samples: cpu.map((seconds) => ({ cpu: seconds, wall: seconds, peak: 100 })),
});

export const results = (rows: readonly ReturnType<typeof row>[], calls: readonly unknown[] = []) => ({
  date: '2026-03-04T05:06:07.000Z',
  machine: { cores: 4, arch: 'x64', kernel: '6.1', node: '20.19.0', iproute2: 'iproute2-6.1.0' },
  load: ['0.1', '0.2'],
  rows,
  calls,
  isComplete: true,
});
