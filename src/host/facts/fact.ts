import { Failure } from '../../errors/index.ts';

/** One thing that is known of a host: its value can be written as JSON. */
export interface Fact<T> {
  /** Tells it from all others. */
  readonly name: string;
  readonly read: () => Promise<T>;
}

/** Gives the values of facts: as the host is, or as another one was. */
export type Facts = <T>(fact: Fact<T>) => Promise<T>;

/** The facts of this host, each read once: whoever asks again is told the same. */
export function hostFacts(): Facts {
  const values = new Map<string, Promise<unknown>>();
  return async <T>({ name, read }: Fact<T>): Promise<T> => {
    const value = (values.get(name) as Promise<T> | undefined) ?? read();
    values.set(name, value);
    return value;
  };
}

/** The facts of a host that were written down, by their names; nothing is read. */
export const recordedFacts =
  (values: Readonly<Record<string, unknown>>): Facts =>
  async <T>({ name }: Fact<T>): Promise<T> => {
    if (!(name in values)) throw new Failure('invalidConfig', `the fact is not recorded: ${name}`);
    return values[name] as T;
  };
