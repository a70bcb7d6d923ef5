/** Flags that say something only together with another flag. */
export const onlyWith = <F extends Readonly<Record<string, object>>>(flag: string, flags: F): F =>
  Object.fromEntries(
    Object.entries(flags).map(([name, one]) => [name, { ...one, dependsOn: [flag] }]),
  ) as unknown as F;
