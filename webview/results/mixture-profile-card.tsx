import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Card } from "../charts/card.tsx";
import { DataTable } from "../charts/data-table.tsx";
import { KeyboardCursor } from "../charts/keyboard-cursor.tsx";
import { shareText, valueText } from "../charts/number-text.ts";
import { ProfileChart } from "../charts/profile-chart.tsx";
import { useWidth } from "../charts/use-width.ts";
import type { MixtureFinding } from "../protocol.ts";
import { Dropdown } from "../ui/dropdown.tsx";

/** The predicted objective along the share of a corpus that can be chosen. */
export function MixtureProfileCard({ finding }: { readonly finding: MixtureFinding }): VNode | null {
  const [, setPlace, width] = useWidth<HTMLDivElement>();
  const [active, setActive] = useState<number>();
  const [showsTable, setShowsTable] = useState(false);
  const { objective, optimum, profiles } = finding;
  const drawn = profiles.filter(({ points }) => points.length > 1);
  const [name, setName] = useState(drawn.at(-1)?.component ?? "");
  const profile = drawn.find(({ component }) => component === name);
  if (profile === undefined) return null;
  const interval = optimum.shareIntervals[name];
  const between = interval === undefined ? "" : ` (${shareText(interval.low)} to ${shareText(interval.high)})`;
  const title = `The best share of ${name} is ${shareText(optimum.shares[name] ?? 0)}${between}`;
  const text = ({ share, mean, low, high }: (typeof profile.points)[number]): string =>
    `${shareText(share)} ${name}: ${valueText(mean, objective)} (95\u00a0% CI ${valueText(low, objective)} to ${valueText(high, objective)})`;
  const point = active === undefined ? undefined : profile.points[active];
  return (
    <Card
      title={title}
      subtitle={`${objective.title} as the law predicts it · the dot is the predicted best`}
      wide={showsTable}
      actions={[
        {
          text: showsTable ? "Chart" : "Table",
          name: `Show as ${showsTable ? "chart" : "table"}: along the share of a corpus`,
          onPress: () => setShowsTable(!showsTable),
        },
      ]}
    >
      {drawn.length > 1 && (
        <Dropdown
          label="Corpus"
          value={name}
          options={drawn.map(({ component }) => ({ value: component, text: component }))}
          onChoose={(chosen) => {
            setName(chosen);
            setActive(undefined);
          }}
        />
      )}
      {showsTable ? (
        <DataTable
          caption={`Along the share of ${name}`}
          header={[`share of ${name}`, "predicted", "95\u00a0% CI"]}
          rows={profile.points.map(({ share, mean, low, high }) => [
            shareText(share),
            valueText(mean, objective),
            `${valueText(low, objective)} to ${valueText(high, objective)}`,
          ])}
        />
      ) : (
        <>
          <KeyboardCursor
            label={`${objective.title} along the share of ${name}. ${title}.`}
            count={profile.points.length}
            position={active}
            text={point === undefined ? "No share chosen" : text(point)}
            element={setPlace}
            onMove={setActive}
          >
            {width > 0 && (
              <ProfileChart profile={profile} finding={finding} width={width} active={active} onPoint={setActive} />
            )}
          </KeyboardCursor>
          <p class={point === undefined ? "readout at-rest" : "readout"}>
            {point === undefined ? `Best: ${valueText(optimum.mean, objective)}` : text(point)}
          </p>
        </>
      )}
    </Card>
  );
}
