// Draws the page.

import { caseRows } from "./cases.ts";
import { button, byId, el } from "./dom.ts";
import { filters } from "./filters.ts";
import { head } from "./head.ts";
import { keys } from "./keys.ts";
import { list } from "./list.ts";
import { matrix } from "./matrix.ts";
import { data } from "./model.ts";
import { requirementRows } from "./requirements.ts";
import { onView, show } from "./view.ts";

byId("head").append(...head());
byId("matrix").append(...matrix());

const tabs = (["cases", "requirements"] as const).map((tab) => {
  const number = data[tab].length.toLocaleString("en");
  const leave = { verdicts: [], level: "", open: "" };
  return button(
    { class: "tab", "data-tab": tab },
    () => show({ tab, ...leave }),
    tab === "cases" ? "Cases" : "Sentences",
    el("span", { class: "dim" }, ` ${number}`),
  );
});
byId("tabs").append(...tabs);
onView(({ tab }) => {
  for (const one of tabs) one.setAttribute("aria-current", String(one.getAttribute("data-tab") === tab));
});

filters();
list("cases", "case", "cases", caseRows);
list("requirements", "sentence", "sentences", requirementRows);
keys();
