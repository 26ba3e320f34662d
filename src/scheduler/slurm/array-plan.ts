import type { StageKind } from "../../stage/stage.ts";

/** A piece of work for one task of a job array, before it is known which. */
export interface PlannedTask {
  /** Unique among the tasks of a plan. */
  readonly name: string;
  /** Tasks alike in this may be in one array: they ask for the same resources. */
  readonly kind: StageKind | `${StageKind} shard`;
  /** Names of tasks of this plan that must succeed first; they come before it. */
  readonly after: readonly string[];
  /** Tasks that are in Slurm's queue already and must succeed first: `123_4`. */
  readonly afterQueued: readonly string[];
}

/** A job array to be submitted. */
export interface PlannedArray {
  /** By their index in the array. */
  readonly tasks: ReadonlyMap<number, PlannedTask>;
  readonly dependencies: readonly PlannedDependency[];
}

/**
 * `all`: the array begins when these tasks of an earlier array of the plan have succeeded, or all of that array where there are
 * none; `corresponding`: each task begins when that of the same index has; `queued`: as `all`, of tasks in the queue.
 */
export type PlannedDependency =
  | { readonly on: "all"; readonly array: number; readonly indices?: readonly number[] }
  | { readonly on: "corresponding"; readonly array: number }
  | { readonly on: "queued"; readonly tasks: readonly string[] };

interface Place {
  readonly array: number;
  readonly index: number;
}

/**
 * Divides tasks into job arrays, in an order in which each comes after what it depends on. Tasks of a kind are one array where
 * they wait for the same tasks, or where each waits for its own task of one earlier array (`aftercorr`): no task waits for
 * anything that it does not need. An array has `largest` tasks at most.
 */
export function planArrays(tasks: readonly PlannedTask[], largest: number): readonly PlannedArray[] {
  const plan = new ArrayPlan(largest);
  for (const level of levels(tasks)) {
    for (const alike of groupBy(level, ({ kind }) => kind)) plan.add(alike);
  }
  return plan.arrays;
}

class ArrayPlan {
  readonly arrays: PlannedArray[] = [];
  private readonly places = new Map<string, Place>();
  private readonly largest: number;

  constructor(largest: number) {
    this.largest = largest;
  }

  /** Adds tasks that may share arrays as far as their dependencies allow. */
  add(tasks: readonly PlannedTask[]): void {
    const groups = groupBy(tasks, (task) => signature([...task.after, ...task.afterQueued]));
    for (const group of groups.filter(({ length }) => length > 1)) this.addWaitingForTheSame(group);
    const single = groups.flatMap((group) => (group.length === 1 ? group : []));
    for (const group of this.corresponding(single)) this.addCorresponding(group);
  }

  private addWaitingForTheSame(group: readonly PlannedTask[]): void {
    const [first] = group;
    if (first === undefined) return;
    const dependencies = this.dependenciesOn(first.after, first.afterQueued);
    for (let start = 0; start < group.length; start += this.largest) {
      const part = group.slice(start, start + this.largest);
      this.push(new Map(part.map((task, index) => [index, task])), dependencies);
    }
  }

  /** Groups of tasks of which each waits for one task of the same earlier array, and all for the same others. */
  private corresponding(tasks: readonly PlannedTask[]): readonly (readonly PlannedTask[])[] {
    return groupBy(tasks, (task) => {
      const own = this.ownUpstream(task);
      if (own === undefined) return `alone ${task.name}`;
      const rest = task.after.filter((name) => name !== own.name);
      return `${String(own.place.array)} ${signature([...rest, ...task.afterQueued])}`;
    });
  }

  /** Of what a task waits for, what comes last in the plan: that is what the others of its array have each their own of. */
  private ownUpstream(task: PlannedTask): { readonly name: string; readonly place: Place } | undefined {
    return task.after
      .flatMap((name) => {
        const place = this.places.get(name);
        return place === undefined ? [] : [{ name, place }];
      })
      .sort((a, b) => b.place.array - a.place.array)[0];
  }

  private addCorresponding(group: readonly PlannedTask[]): void {
    const [first] = group;
    if (first === undefined) return;
    const own = this.ownUpstream(first);
    if (group.length === 1 || own === undefined) {
      for (const task of group) this.addWaitingForTheSame([task]);
      return;
    }
    const indexed = group.map((task) => [this.ownUpstream(task)?.place.index ?? 0, task] as const);
    const rest = first.after.filter((name) => name !== own.name);
    this.push(new Map(indexed), [
      { on: "corresponding", array: own.place.array },
      ...this.dependenciesOn(rest, first.afterQueued),
    ]);
  }

  private push(tasks: ReadonlyMap<number, PlannedTask>, dependencies: readonly PlannedDependency[]): void {
    const array = this.arrays.length;
    this.arrays.push({ tasks, dependencies });
    for (const [index, { name }] of tasks) this.places.set(name, { array, index });
  }

  private dependenciesOn(after: readonly string[], queued: readonly string[]): readonly PlannedDependency[] {
    const indices = new Map<number, number[]>();
    for (const name of after) {
      const place = this.places.get(name);
      if (place === undefined) throw new Error(`the task ${name} comes after what waits for it`);
      indices.set(place.array, [...(indices.get(place.array) ?? []), place.index]);
    }
    const planned = [...indices].map(([array, some]): PlannedDependency => {
      const isWhole = some.length === this.arrays[array]?.tasks.size;
      return { on: "all", array, ...(isWhole ? {} : { indices: some }) };
    });
    return queued.length === 0 ? planned : [...planned, { on: "queued", tasks: queued }];
  }
}

/** Tasks by how long a chain of the plan's tasks lies before them. */
function levels(tasks: readonly PlannedTask[]): readonly (readonly PlannedTask[])[] {
  const levelOf = new Map<string, number>();
  const found: PlannedTask[][] = [];
  for (const task of tasks) {
    const level = task.after.reduce((most, name) => Math.max(most, (levelOf.get(name) ?? 0) + 1), 0);
    levelOf.set(task.name, level);
    (found[level] ??= []).push(task);
  }
  return found;
}

function signature(names: readonly string[]): string {
  return [...names].sort().join(" ");
}

function groupBy<Value>(values: readonly Value[], key: (value: Value) => string): readonly (readonly Value[])[] {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const name = key(value);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [value]);
    else group.push(value);
  }
  return [...groups.values()];
}

/** What `sbatch --dependency` is given, where the arrays of the plan so far have these job ids; undefined without any. */
export function dependencyText(
  dependencies: readonly PlannedDependency[],
  jobIds: readonly (string | undefined)[],
): string | undefined {
  const idOf = (array: number): string => {
    const id = jobIds[array];
    if (id === undefined) throw new Error(`array ${String(array)} of the plan is not submitted`);
    return id;
  };
  const texts = dependencies.map((dependency) => {
    if (dependency.on === "queued") return `afterok:${dependency.tasks.join(":")}`;
    const id = idOf(dependency.array);
    if (dependency.on === "corresponding") return `aftercorr:${id}`;
    const tasks = dependency.indices?.map((index) => `${id}_${String(index)}`) ?? [id];
    return `afterok:${tasks.join(":")}`;
  });
  return texts.length === 0 ? undefined : texts.join(",");
}
