import { Failure, messageOf } from '../../errors/index.ts';

/** A fact about a host: its value can be written as JSON. */
export interface Fact<T> {
  /** Its unique name. */
  readonly name: string;
  readonly read: () => Promise<T>;
}

/** Returns the values of facts: of this host, or recorded ones. */
export type Facts = <T>(fact: Fact<T>) => Promise<T>;

/** The facts of this host, each read once and then kept. */
export function hostFacts(): Facts {
  const values = new Map<string, Promise<unknown>>();
  return async <T>({ name, read }: Fact<T>): Promise<T> => {
    const value = (values.get(name) as Promise<T> | undefined) ?? read();
    values.set(name, value);
    return value;
  };
}

/** Recorded facts of a host, by their names; nothing is read. */
export const recordedFacts =
  (values: Readonly<Record<string, unknown>>): Facts =>
  async <T>({ name }: Fact<T>): Promise<T> => {
    if (!(name in values)) throw new Failure('invalidConfig', `the fact is not recorded: ${name}`);
    return values[name] as T;
  };

/** The facts that were asked for, by their names. */
export interface Recording {
  readonly values: Readonly<Record<string, unknown>>;
  /** Why a fact could not be read. */
  readonly unread: Readonly<Record<string, string>>;
}

/** Facts of a host that are recorded as they are asked for. `recording` gives what was asked for so far. */
export function recordingFacts(facts: Facts): { readonly facts: Facts; readonly recording: Recording } {
  const values: Record<string, unknown> = {};
  const unread: Record<string, string> = {};
  return {
    facts: async (fact) => {
      try {
        const value = await facts(fact);
        values[fact.name] = value;
        return value;
      } catch (error) {
        unread[fact.name] = messageOf(error);
        throw error;
      }
    },
    recording: { values, unread },
  };
}
