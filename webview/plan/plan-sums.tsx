import type { VNode } from "preact";
import { bytesText, countText, durationText, exactText, flopsText, shareText } from "../charts/number-text.ts";
import type { PlanDetails, PlanFacts } from "../protocol.ts";

/** What all of it takes, what arms have the same of, and whether the seeds find the effect that is stated. */
export function PlanSums({ plan }: { readonly plan: PlanFacts }): VNode {
  const { details } = plan;
  return (
    <section aria-label="In all">
      <dl class="sums">
        {sumsOf(plan).map(({ name, value, beside }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="sum">{value}</dd>
            <dd class="facts">{beside}</dd>
          </div>
        ))}
      </dl>
      {details !== undefined && <Sentences details={details} />}
    </section>
  );
}

interface Sum {
  readonly name: string;
  readonly value: string;
  readonly beside: string;
}

function sumsOf({ stages, packs, armRuns, secondsLeft, details }: PlanFacts): readonly Sum[] {
  const arms = new Set(armRuns.map(({ arm }) => arm)).size;
  const seeds = new Set(armRuns.map(({ seed }) => seed)).size;
  const cached = stages.filter((stage) => stage.cached).length;
  const left = stages.length - cached;
  const total = (of: "tokens" | "flops"): number => packs.reduce((sum, pack) => sum + pack[of], 0);
  const training = packs.reduce((sum, { keys }) => sum + keys.length, 0);
  const nothingToTrain = "nothing is left to train";
  return [
    {
      name: "Runs",
      value: `${counted(arms, "arm")} × ${counted(seeds, "seed")}`,
      beside: `${exactText(cached)} of ${counted(stages.length, "stage")} are there already`,
    },
    {
      name: "Tokens to train on",
      value: countText(total("tokens")),
      beside: packs.length === 0 ? nothingToTrain : `in ${counted(training, "stage")} of training`,
    },
    {
      name: "Compute",
      value: flopsText(total("flops")),
      beside: packs.length === 0 ? nothingToTrain : "of training",
    },
    {
      name: "Time",
      value: left === 0 ? "none" : `about ${durationText(secondsLeft)}`,
      beside: left === 0 ? "everything is there" : `for ${counted(left, "stage")}`,
    },
    {
      name: "Memory",
      value: packs.length === 0 ? "none" : bytesText(Math.max(...packs.map(({ memoryBytes }) => memoryBytes))),
      beside: packs.length === 0 ? nothingToTrain : `at most, in ${counted(packs.length, "pack")}`,
    },
    ...(details === undefined ? [] : [diskSum(details.disk)]),
  ];
}

function diskSum({ bytes, temporaryBytes, freeBytes }: PlanDetails["disk"]): Sum {
  const more = temporaryBytes === 0 ? [] : [`${bytesText(temporaryBytes)} more while it trains`];
  const free = freeBytes === undefined ? [] : [`${bytesText(freeBytes)} free`];
  return { name: "Disk", value: bytesText(bytes), beside: [...more, ...free].join("; ") };
}

function counted(count: number, noun: string): string {
  return `${exactText(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function Sentences({ details: { comparison, power } }: { readonly details: PlanDetails }): VNode {
  const { label, changes, unmeasured } = comparison;
  return (
    <ul class="sentences" role="list">
      <li>{label}</li>
      {changes.map((change) => (
        <li key={change}>{change}</li>
      ))}
      {unmeasured.length > 0 && (
        <li>Budgets are as stated until it is known how many tokens there are of {unmeasured.join(", ")}.</li>
      )}
      {power !== undefined && <li>{powerText(power)}</li>}
    </ul>
  );
}

function powerText(stated: NonNullable<PlanDetails["power"]>): string {
  const { metric, difference, deviation, origin, wanted, power, seeds, seedsNeeded } = stated;
  const effect = `a difference of ${difference} in ${metric}`;
  if (deviation === undefined) return `How many seeds find ${effect} is not known: nothing is known of the noise.`;
  const chance = power === undefined ? "" : `${counted(seeds, "seed")} find it with a chance of ${shareText(power)}; `;
  const needed = seedsNeeded === undefined ? "more than 1000" : exactText(seedsNeeded);
  const known = `deviation over seeds ${Number(deviation.toPrecision(3))}${origin === undefined ? "" : `, ${origin}`}`;
  return `Seeds for ${effect}: ${chance}${needed} for ${shareText(wanted)} (${known}).`;
}
