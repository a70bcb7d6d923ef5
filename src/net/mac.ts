/** A MAC address in lower-case colon form. */
export type Mac = string & { readonly __brand: 'Mac' };

const MAC = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/;

/** Parses a MAC address in colon form, in any case. */
export function parseMac(text: string): Mac | undefined {
  // Nearly every one is in lower case, and there are many.
  if (MAC.test(text)) return text as Mac;
  const lower = text.toLowerCase();
  return MAC.test(lower) ? (lower as Mac) : undefined;
}

/** Whether a MAC is the address of one station: neither a group address nor all zero. */
export const isUnicastMac = (mac: Mac): boolean =>
  !'13579bdf'.includes(mac.charAt(1)) && mac !== '00:00:00:00:00:00';

/** Each octet as it is written in a MAC. */
const OCTETS = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));

/** A MAC from two leading octets and a 32-bit number. */
export const macFrom = (first: number, second: number, low: number): Mac =>
  `${OCTETS[first]}:${OCTETS[second]}:${OCTETS[low >>> 24]}:${OCTETS[(low >>> 16) & 0xff]}:${OCTETS[(low >>> 8) & 0xff]}:${OCTETS[low & 0xff]}` as Mac;
