const pad = (part: number): string => `${part}`.padStart(2, '0');

/** A time for people: the local time, with the date if it is not today. */
export function clock(time: Date): string {
  const ofDay = time.toTimeString().slice(0, 'hh:mm:ss'.length);
  if (time.toDateString() === new Date().toDateString()) return ofDay;
  return `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())} ${ofDay}`;
}

/** A future time, with the time left until then. @param until ISO 8601 */
export function untilText(until: string): string {
  const time = new Date(until);
  const seconds = Math.max(0, Math.round((time.getTime() - Date.now()) / 1000));
  return `${clock(time)} (in ${seconds} s)`;
}
