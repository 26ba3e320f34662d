import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { countText, exactText, flopsText, shareText } from "../charts/number-text.ts";
import type { PlanDetails } from "../protocol.ts";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/text-field.tsx";

type Arm = PlanDetails["arms"][number];

/** A swarm has hundreds of arms. */
const armsAtFirst = 40;

/** What each arm sees of each source: tokens, share, the tokens that there are, and how often each is seen. */
export function SourceTable({ details: { arms, warnings } }: { readonly details: PlanDetails }): VNode {
  const [sought, setSought] = useState("");
  const [all, setAll] = useState(false);
  const wanted = sought.trim().toLowerCase();
  const found = arms.filter(
    ({ arm, sources }) => wanted === "" || [arm, ...sources.map(({ source }) => source)].some(contains(wanted)),
  );
  const shown = all ? found : found.slice(0, armsAtFirst);
  const isRepeated = (arm: string, source: string): boolean =>
    warnings.some((warning) => warning.kind === "repetition" && warning.arm === arm && warning.source === source);
  return (
    <>
      {arms.length > 8 && (
        <div class="toolbar">
          <TextField label="Arm or source" value={sought} onInput={setSought} />
          <span class="facts" role="status">
            {exactText(found.length)} of {exactText(arms.length)} arms
          </span>
        </div>
      )}
      <div class="data-table sources" tabIndex={0} role="region" aria-label="What each arm sees">
        <table>
          <caption class="unseen">Tokens of each source in each arm, of one seed over all phases</caption>
          <thead>
            <tr>
              {["Arm", "Source", "Tokens", "Share", "Unique tokens", "Epochs"].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          {shown.map((arm) => (
            <ArmRows key={arm.arm} arm={arm} isRepeated={(source) => isRepeated(arm.arm, source)} />
          ))}
        </table>
      </div>
      {found.length > shown.length && (
        <p class="more">
          <Button onPress={() => setAll(true)}>Show all {exactText(found.length)} arms</Button>
        </p>
      )}
    </>
  );
}

const contains =
  (wanted: string) =>
  (text: string): boolean =>
    text.toLowerCase().includes(wanted);

function ArmRows({ arm, isRepeated }: { readonly arm: Arm; readonly isRepeated: (source: string) => boolean }): VNode {
  const { sources, tokens, flops, steps, parameters } = arm;
  return (
    <tbody>
      {sources.map(({ source, tokens: own, share, unique, epochs }, row) => (
        <tr key={source}>
          {row === 0 && (
            <th scope="rowgroup" rowSpan={sources.length}>
              {arm.arm}
              <span class="facts">
                {countText(tokens)} tokens a seed, {exactText(steps)} steps
              </span>
              <span class="facts">
                {countText(parameters)} parameters, {flopsText(flops)}
              </span>
            </th>
          )}
          <th scope="row">{source}</th>
          <td>{countText(own)}</td>
          <td>{shareText(share)}</td>
          <td>
            {unique === undefined ? "not curated yet" : `${unique.exact ? "" : "about "}${countText(unique.tokens)}`}
          </td>
          <td class={isRepeated(source) ? "repeated" : undefined}>
            {epochs === undefined ? "–" : `${isRepeated(source) ? "⚠ " : ""}${epochs.toFixed(2)}`}
          </td>
        </tr>
      ))}
    </tbody>
  );
}
