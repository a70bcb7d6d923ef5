/** A message by its fields' numbers: numbers as varints, text and further messages with their lengths. */
export type Message = readonly (readonly [field: number, value: number | string | Message])[];

const VARINT = 0;
const BYTES = 2;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}

export const encode = (message: Message): Buffer =>
  Buffer.concat(
    message.flatMap(([field, value]) => {
      if (typeof value === 'number') return [varint((field << 3) | VARINT), varint(value)];
      const bytes = typeof value === 'string' ? Buffer.from(value) : encode(value);
      return [varint((field << 3) | BYTES), varint(bytes.length), bytes];
    }),
  );

function readVarint(bytes: Buffer, from: number): readonly [value: number, end: number] {
  let value = 0;
  for (let at = from, factor = 1; ; at += 1, factor *= 0x80) {
    const byte = bytes.readUInt8(at);
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return [value, at + 1];
  }
}

/** The fields of a message, in order: numbers, and what is text or a message to be read in the same way. */
export function* decode(bytes: Buffer): Generator<readonly [field: number, value: number | Buffer]> {
  for (let at = 0; at < bytes.length; ) {
    const [key, afterKey] = readVarint(bytes, at);
    const [value, afterValue] = readVarint(bytes, afterKey);
    const type = key & 7;
    if (type !== VARINT && type !== BYTES) throw new Error(`wire type ${type} is not known here`);
    at = type === VARINT ? afterValue : afterValue + value;
    yield [key >> 3, type === VARINT ? value : bytes.subarray(afterValue, at)];
  }
}
