import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { AgreementChart } from "../charts/agreement-chart.tsx";
import type { ArmStyle } from "../charts/arm-style.ts";
import { Card } from "../charts/card.tsx";
import { DataTable } from "../charts/data-table.tsx";
import { KeyboardCursor } from "../charts/keyboard-cursor.tsx";
import { valueText } from "../charts/number-text.ts";
import { useWidth } from "../charts/use-width.ts";
import type { MixtureFinding } from "../protocol.ts";
import { Dropdown } from "../ui/dropdown.tsx";

interface MixtureAgreementProperties {
  readonly finding: MixtureFinding;
  readonly styles: ReadonlyMap<string, ArmStyle>;
}

type MetricLaw = MixtureFinding["metrics"][number];

/** How well the law of a metric predicts arms that it was not fitted to: a chart of the arms, or a table of all laws. */
export function MixtureAgreementCard({ finding, styles }: MixtureAgreementProperties): VNode | null {
  const [, setPlace, width] = useWidth<HTMLDivElement>();
  const [active, setActive] = useState<string>();
  const [showsTable, setShowsTable] = useState(false);
  const [id, setId] = useState(finding.objective.metrics[0]?.metric ?? "");
  const law = finding.metrics.find(({ metric }) => metric === id);
  if (law === undefined) return null;
  const format = formatOf(law);
  const inUse = finding.law === "linear" ? law.linear : (law.logLinear ?? law.linear);
  const title = `Arms that the law has not seen are predicted within ${errorText(inUse.crossValidated.rootMeanSquare, law)}`;
  const arms = [...law.arms].sort((a, b) => a.measured - b.measured);
  const text = (name: string | undefined): string => {
    const arm = arms.find((candidate) => candidate.arm === name);
    if (arm === undefined) return "";
    return `${arm.arm}: measured ${valueText(arm.measured, format)}, predicted ${valueText(arm.predicted, format)}`;
  };
  return (
    <Card
      title={title}
      subtitle={[law.title, `${finding.law} law`, correlationText(inUse.crossValidated), noiseText(law)]
        .filter((part) => part !== "")
        .join(" · ")}
      wide={showsTable}
      actions={[
        {
          text: showsTable ? "Chart" : "Table",
          name: `Show as ${showsTable ? "chart" : "table"}: predicted against measured`,
          onPress: () => setShowsTable(!showsTable),
        },
      ]}
    >
      {!showsTable && finding.metrics.length > 1 && (
        <Dropdown
          label="Metric"
          value={id}
          options={finding.metrics.map(({ metric, title: text }) => ({ value: metric, text }))}
          onChoose={(chosen) => {
            setId(chosen);
            setActive(undefined);
          }}
        />
      )}
      {showsTable ? (
        <DataTable caption="Cross-validated errors of the laws" {...lawsTable(finding)} />
      ) : (
        <>
          <KeyboardCursor
            label={`${law.title}: predicted against measured, by arm. ${title}.`}
            count={arms.length}
            position={active === undefined ? undefined : arms.findIndex(({ arm }) => arm === active)}
            text={active === undefined ? "No arm chosen" : text(active)}
            element={setPlace}
            onMove={(position) => setActive(position === undefined ? undefined : arms[position]?.arm)}
          >
            {width > 0 && (
              <AgreementChart
                arms={law.arms}
                metric={format}
                width={width}
                styles={styles}
                active={active}
                onPoint={setActive}
              />
            )}
          </KeyboardCursor>
          <p class={active === undefined ? "readout at-rest" : "readout"}>{text(active ?? worst(arms))}</p>
        </>
      )}
    </Card>
  );
}

/** The arm that is told of while none is pointed at: the one that is predicted worst. */
function worst(arms: MetricLaw["arms"]): string | undefined {
  const error = ({ measured, predicted }: MetricLaw["arms"][number]): number => Math.abs(measured - predicted);
  return [...arms].sort((a, b) => error(b) - error(a))[0]?.arm;
}

function formatOf({ unit }: MetricLaw): { unit: MetricLaw["unit"]; decimals: number } {
  return { unit, decimals: unit === "share" ? 1 : 3 };
}

function errorText(error: number, law: MetricLaw): string {
  return law.unit === "share" ? `${(error * 100).toFixed(2)} points` : error.toFixed(3);
}

function correlationText({ rankCorrelation }: MetricLaw["linear"]["crossValidated"]): string {
  return rankCorrelation === undefined ? "" : `rank correlation ${rankCorrelation.toFixed(2).replace("-", "\u2212")}`;
}

function noiseText(law: MetricLaw): string {
  return law.trainingNoise === undefined ? "" : `training noise ${errorText(law.trainingNoise, law)}`;
}

function lawsTable({ metrics }: MixtureFinding): { header: string[]; rows: string[][] } {
  const row = (law: MetricLaw, name: string, errors: MetricLaw["linear"]["crossValidated"]): string[] => [
    `${law.title}, ${name}`,
    errorText(errors.rootMeanSquare, law),
    errorText(errors.meanAbsolute, law),
    errors.explained.toFixed(2).replace("-", "\u2212"),
    errors.rankCorrelation?.toFixed(3).replace("-", "\u2212") ?? "–",
    law.trainingNoise === undefined ? "–" : errorText(law.trainingNoise, law),
  ];
  return {
    header: ["law", "error (RMS)", "mean error", "explained", "rank correlation", "training noise"],
    rows: metrics.flatMap((law) => [
      ...(law.logLinear === undefined ? [] : [row(law, "log-linear", law.logLinear.crossValidated)]),
      row(law, "linear", law.linear.crossValidated),
    ]),
  };
}
