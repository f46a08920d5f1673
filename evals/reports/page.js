"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const cases = [...document.querySelectorAll(".case")];
  const words = new Map(cases.map((item) => [item, item.textContent.toLowerCase()]));
  const filters = ["search", "verdict", "change", "suite", "tag"].map(byId).filter(Boolean);
  const value = (id) => byId(id)?.value ?? "";
  const shown = () => cases.filter((item) => !item.hidden);

  const matches = (item) =>
    (!value("verdict") || item.dataset.verdict === value("verdict")) &&
    (!value("change") || item.dataset.change === value("change")) &&
    (!value("suite") || item.dataset.suite === value("suite")) &&
    (!value("tag") || item.dataset.tags.split("|").includes(value("tag"))) &&
    value("search").toLowerCase().split(/\s+/).every((word) => words.get(item).includes(word));

  const apply = () => {
    for (const item of cases) item.hidden = !matches(item);
    const count = shown().length;
    byId("count").textContent = count === cases.length ? `${count} cases` : `${count} of ${cases.length} cases`;
    byId("none").hidden = count > 0;
  };
  const clear = () => {
    for (const filter of filters) filter.value = "";
    apply();
  };
  const narrow = (id, wanted) => {
    clear();
    byId(id).value = wanted;
    apply();
    byId("cases").scrollIntoView();
    byId(id).focus({ preventScroll: true });
  };
  const move = (step) => {
    const visible = shown();
    const now = visible.findIndex((item) => item.contains(document.activeElement));
    const next = visible[now < 0 ? 0 : Math.min(visible.length - 1, Math.max(0, now + step))];
    next?.querySelector("summary").focus();
  };
  const openLinked = () => {
    const linked = byId(decodeURIComponent(location.hash.slice(1)));
    if (linked?.matches(".case")) {
      clear();
      linked.open = true;
      linked.scrollIntoView();
    }
  };

  for (const filter of filters) filter.addEventListener("input", apply);
  byId("clear").addEventListener("click", clear);
  document.querySelector("[data-clear]").addEventListener("click", clear);
  byId("open-all").addEventListener("click", (event) => {
    const open = event.target.textContent === "Open all";
    for (const item of shown()) item.open = open;
    event.target.textContent = open ? "Close all" : "Open all";
  });
  for (const what of ["suite", "tag"]) {
    for (const button of document.querySelectorAll(`button[data-${what}]`)) {
      button.addEventListener("click", () => narrow(what, button.dataset[what]));
    }
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input, select");
    if (event.key === "Escape" && event.target === byId("search")) clear();
    if (typing) return;
    if (event.key === "/") {
      event.preventDefault();
      byId("search").focus();
    } else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
  });
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = shown().filter((item) => !item.open);
    for (const item of opened) item.open = true;
  });
  addEventListener("afterprint", () => {
    for (const item of opened) item.open = false;
  });
  addEventListener("hashchange", openLinked);
  apply();
  openLinked();
})();
