import { scales } from "../../experiment/studies/scale.ts";
import { studies } from "../../experiment/studies/studies.ts";
import type { StudyEvent } from "../../scheduler/events.ts";
import { bytesText } from "../../training/pack-memory.ts";
import { countText, durationText } from "../quantities.ts";

/** What a person chooses among. */
export interface StudyChoice {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly offer: StudyEvent;
}

/** Each study once, with its question. */
export function studyChoices(offers: readonly StudyEvent[]): readonly StudyChoice[] {
  const first = new Map<string, StudyEvent>();
  for (const offer of offers) if (!first.has(offer.study)) first.set(offer.study, offer);
  return Array.from(first.values(), (offer) => {
    const { question, description } = studies[offer.study];
    return { label: offer.study, description: question, detail: description, offer };
  });
}

/** The scales of a study, with what it takes at each. */
export function scaleChoices(offers: readonly StudyEvent[], study: StudyEvent["study"]): readonly StudyChoice[] {
  return offers
    .filter((offer) => offer.study === study)
    .map((offer) => ({
      label: offer.scale,
      description: scales[offer.scale].description,
      detail: costSentence(offer),
      offer,
    }));
}

/** "5 arms × 2 seeds, 4M tokens, 3.4e+13 FLOPs · 12 min on this machine · 160 MB of disk" */
function costSentence({ cost, times }: StudyEvent): string {
  const { arms, seeds, tokens, flops, diskBytes } = cost;
  return [
    `${String(arms)} arms × ${String(seeds)} seeds, ${countText(tokens)} tokens, ${flops.toExponential(1)} FLOPs`,
    ...times.map(({ machine, seconds }) => `${durationText(seconds)} on ${machine}`),
    `${bytesText(diskBytes)} of disk`,
  ].join(" · ");
}
