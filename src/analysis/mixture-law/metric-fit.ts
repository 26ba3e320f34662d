import { mean } from "../least-squares/vectors.ts";
import type { MetricResult } from "../results.ts";
import type { FittedMetric } from "./bootstrap.ts";
import { type CrossValidation, crossValidate } from "./cross-validation.ts";
import type { LawData } from "./law.ts";
import { fitLinearLaw, type LinearLaw } from "./linear-law.ts";
import { fitLogLinearLaw, type LogLinearLaw } from "./log-linear-law.ts";
import { type MixtureDesign, valuesOf } from "./mixture-design.ts";
import type { MetricLaw } from "./mixture-finding.ts";
import { seedNoise } from "./seed-noise.ts";

/** A metric with the laws that were fitted to it. */
export interface MetricFit extends FittedMetric<LinearLaw | LogLinearLaw> {
  readonly metric: MetricResult;
  /** By arm and seed, in the orientation of a loss. */
  readonly values: readonly (readonly number[])[];
  readonly linear: { readonly law: LinearLaw; readonly validation: CrossValidation };
  readonly logLinear: { readonly law: LogLinearLaw; readonly validation: CrossValidation } | undefined;
}

/**
 * Fits the laws of a metric to the means of the arms over their seeds and cross-validates them. `use` is the law to predict
 * with; the log-linear one is fitted where there are `enough` arms. Undefined where the arms do not tell the components apart.
 */
export function fitMetric(
  metric: MetricResult,
  design: MixtureDesign,
  use: "log-linear" | "linear",
  enough: boolean,
): MetricFit | undefined {
  const sign = signOf(metric);
  const values = valuesOf(metric, design).map((row) => row.map((value) => sign * value));
  const data: LawData = { shares: design.arms.map(({ shares }) => shares), losses: values.map(mean) };
  const linear = validated(data, fitLinearLaw, fitLinearLaw);
  const law = enough ? fitLogLinearLaw(data) : undefined;
  const logLinear =
    law &&
    validated(
      data,
      () => law,
      (other) => fitLogLinearLaw(other, law),
    );
  if (linear === undefined || (enough && logLinear === undefined)) return undefined;
  const common = { metric, values, data, linear, logLinear };
  return use === "linear" || logLinear === undefined
    ? { ...common, law: linear.law, refit: fitLinearLaw }
    : { ...common, law: logLinear.law, refit: (other) => fitLogLinearLaw(other, logLinear.law) };
}

/** 1 where lower is better; −1 turns a metric of which higher is better into a loss. */
export function signOf({ better }: Pick<MetricResult, "better">): 1 | -1 {
  return better === "lower" ? 1 : -1;
}

/** What is told of a fitted metric, in its own orientation. */
export function reportOf(fit: MetricFit, { components, arms }: MixtureDesign): MetricLaw {
  const { metric, linear, logLinear } = fit;
  const sign = signOf(metric);
  const named = (values: readonly number[]): Record<string, number> =>
    Object.fromEntries(components.map((name, place) => [name, values[place] ?? 0]));
  const noise = seedNoise(fit.values);
  const inUse = fit.law.kind === "linear" ? linear : logLinear;
  return {
    metric: metric.id,
    title: metric.title,
    unit: metric.unit,
    ...(logLinear !== undefined && {
      logLinear: {
        constant: sign * logLinear.law.constant,
        exponents: named(logLinear.law.exponents),
        curved: logLinear.law.curved,
        crossValidated: { ...logLinear.validation.errors },
      },
    }),
    linear: {
      coefficients: named(linear.law.coefficients.map((value) => sign * value)),
      crossValidated: { ...linear.validation.errors },
    },
    ...(noise !== undefined && { trainingNoise: Math.sqrt(noise.ofArm) }),
    arms: arms.map(({ name }, arm) => ({
      arm: name,
      measured: sign * (fit.data.losses[arm] ?? NaN),
      predicted: sign * (inUse?.validation.predictions[arm] ?? NaN),
    })),
  };
}

function validated<Law extends LinearLaw | LogLinearLaw>(
  data: LawData,
  fit: (data: LawData) => Law | undefined,
  refit: (data: LawData) => Law | undefined,
): { law: Law; validation: CrossValidation } | undefined {
  const law = fit(data);
  const validation = law && crossValidate(data, refit);
  return law && validation && { law, validation };
}
