/** An explanation of a valid document: as data for programs, and as labelled lines for people. */
export interface Explanation<T extends object = object> {
  readonly document: T;
  readonly rows: readonly (readonly [label: string, text: string])[];
}
