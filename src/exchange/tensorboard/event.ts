/** Wire types of protocol buffers. */
const VARINT = 0;
const FIXED_64 = 1;
const DELIMITED = 2;
const FIXED_32 = 5;

/** The numbers of fields that we write, of `Event`, `Summary` and `Summary.Value` (TensorFlow's event.proto and summary.proto). */
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 } as const;
const SUMMARY = { value: 1 } as const;
const VALUE = { tag: 1, simpleValue: 2 } as const;

/** The event that begins every file; `seconds` since 1970. */
export function versionEvent(seconds: number): Buffer {
  return Buffer.concat([double(EVENT.wallTime, seconds), delimited(EVENT.fileVersion, Buffer.from("brain.Event:2"))]);
}

/** An event with scalars by their tags, at a step and a time in seconds since 1970. */
export function scalarEvent(seconds: number, step: number, scalars: Readonly<Record<string, number>>): Buffer {
  const values = Object.entries(scalars).map(([tag, value]) =>
    delimited(SUMMARY.value, Buffer.concat([delimited(VALUE.tag, Buffer.from(tag)), float(VALUE.simpleValue, value)])),
  );
  return Buffer.concat([
    double(EVENT.wallTime, seconds),
    Buffer.concat([key(EVENT.step, VARINT), varint(step)]),
    delimited(EVENT.summary, Buffer.concat(values)),
  ]);
}

function key(field: number, wireType: number): Buffer {
  return varint(field * 8 + wireType);
}

/** Seven bits a byte, the lowest first; `value` is a whole number from 0 to 2⁵³. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Buffer.from([...bytes, rest]);
}

function delimited(field: number, data: Uint8Array): Buffer {
  return Buffer.concat([key(field, DELIMITED), varint(data.byteLength), data]);
}

function double(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([key(field, FIXED_64), bytes]);
}

function float(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([key(field, FIXED_32), bytes]);
}
