import { StageError } from "../stage/runner.ts";
import type { StageKind } from "../stage/stage.ts";

/** A place for one pack at a time: a device, or with `cpu` some of its cores. */
export interface DeviceSlot {
  /** As the trainer knows it: "cpu", "cuda:0". */
  readonly device: string;
  /** Cores that what runs there may keep busy. */
  readonly threads: number;
  /** Tells it from the other slots of this machine: "cpu", "cpu#2", "cuda:0". */
  readonly name: string;
}

const item = /^(cpu|cuda:\d+)(?:=(\d+))?$/;

/**
 * The slots that a list like `cpu=4,cpu=4,cuda:0` asks for: `=4` gives one four cores; without it, a slot of the CPU has all of
 * `cores` and one of a GPU has two, which prepare its data. Throws a StageError that says what is wrong with the list.
 */
export function parseDevices(text: string, cores: number): readonly DeviceSlot[] {
  const slots: DeviceSlot[] = [];
  for (const part of text.split(",").map((each) => each.trim())) {
    const [, device, threads] = item.exec(part) ?? [];
    if (device === undefined || threads === "0") {
      throw new StageError(
        `"${part}" is no device; write cpu, cpu=4 (four of its cores) or cuda:0, with commas between several`,
      );
    }
    const same = slots.filter((slot) => slot.device === device).length;
    if (same > 0 && device !== "cpu") {
      throw new StageError(`${device} is there twice; a GPU takes one pack at a time`);
    }
    const usual = device === "cpu" ? cores : Math.min(2, cores);
    const name = same === 0 ? device : `${device}#${String(same + 1)}`;
    slots.push({ device, threads: threads === undefined ? usual : Number(threads), name });
  }
  return slots;
}

const computesOnDevice: ReadonlySet<StageKind> = new Set(["train", "evaluate"]);

/**
 * The slots that stages of a kind may use: what is trained and scored runs on the GPUs where there are any, all else on the
 * CPU, whose cores are there too where the list does not name them.
 */
export function slotsFor(kind: StageKind, slots: readonly DeviceSlot[], cores: number): readonly DeviceSlot[] {
  const gpus = slots.filter(({ device }) => device !== "cpu");
  if (computesOnDevice.has(kind) && gpus.length > 0) return gpus;
  const cpu = slots.filter(({ device }) => device === "cpu");
  return cpu.length > 0 ? cpu : [{ device: "cpu", threads: cores, name: "cpu" }];
}
