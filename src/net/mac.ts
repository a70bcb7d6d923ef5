/** A MAC address in lower-case colon form. */
export type Mac = string & { readonly __brand: 'Mac' };

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/** Parses a MAC address in colon form, in any case. */
export function parseMac(text: string): Mac | undefined {
  const lower = text.toLowerCase();
  return MAC.test(lower) ? (lower as Mac) : undefined;
}

/** Whether a MAC is the address of one station: neither a group address nor all zero. */
export const isUnicastMac = (mac: Mac): boolean =>
  (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0 && mac !== '00:00:00:00:00:00';

/** An octet as it is written in a MAC. */
const octet = (value: number): string => (value < 16 ? `0${value.toString(16)}` : value.toString(16));

/** A MAC from two leading octets and a 32-bit number. */
export const macFrom = (first: number, second: number, low: number): Mac =>
  `${octet(first)}:${octet(second)}:${octet(low >>> 24)}:${octet((low >>> 16) & 0xff)}:${octet((low >>> 8) & 0xff)}:${octet(low & 0xff)}` as Mac;
