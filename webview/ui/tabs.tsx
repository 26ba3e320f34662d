import { type ComponentChildren, createElement, type JSX } from "preact";

interface TabsProperties<Name extends string> {
  readonly label: string;
  readonly active: Name;
  readonly tabs: readonly { readonly name: Name; readonly title: string; readonly content: ComponentChildren }[];
  readonly onChoose: (name: Name) => void;
}

/** Panels of which one is seen, with a tab for each. */
export function Tabs<Name extends string>({ label, active, tabs, onChoose }: TabsProperties<Name>): JSX.Element {
  const onChange = (event: Event): void => {
    const panels = event.currentTarget;
    // Changes of the dropdowns and checkboxes inside the panels arrive here too.
    if (event.target !== panels || panels === null || !("activeid" in panels)) return;
    const chosen = tabs.find((tab) => tabId(tab.name) === panels.activeid);
    if (chosen !== undefined && chosen.name !== active) onChoose(chosen.name);
  };
  const heads = tabs.map((tab) => createElement("vscode-panel-tab", { key: tab.name, id: tabId(tab.name) }, tab.title));
  const views = tabs.map((tab) =>
    createElement("vscode-panel-view", { key: `view-${tab.name}`, id: `view-${tab.name}` }, tab.content),
  );
  return createElement("vscode-panels", { "aria-label": label, activeid: tabId(active), onChange }, [
    ...heads,
    ...views,
  ]);
}

function tabId(name: string): string {
  return `tab-${name}`;
}
