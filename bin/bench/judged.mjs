/** A goal as printed, and judged by the rounded value that is printed. `measured` is undefined if it was not run. */
export const judged = (name, most, measured, print) => ({
  name,
  goal: `≤ ${print(most)}`,
  measured: measured === undefined ? '' : print(measured),
  seconds: '',
  verdict: measured === undefined ? 'not run' : measured <= most ? 'met' : 'missed',
});
