// Draws the charts of the language that is shown, and switches between the two.
(function () {
  "use strict";
  const root = document.documentElement;
  const data = JSON.parse(document.getElementById("charts").textContent);
  const options = { renderer: "svg", actions: false, config: data.config };
  const drawings = new Map();
  let asked = 0;

  function firstLanguage() {
    const wanted = new URLSearchParams(window.location.search).get("lang");
    if (wanted === "en" || wanted === "zh") {
      return wanted;
    }
    return (navigator.language || "").toLowerCase().startsWith("zh") ? "zh" : "en";
  }

  async function show(language) {
    const turn = ++asked;
    root.removeAttribute("data-drawn");
    root.dataset.lang = language;
    root.lang = language === "zh" ? "zh-CN" : "en";
    document.title = data.titles[language];
    for (const button of document.querySelectorAll("button[data-to]")) {
      button.setAttribute("aria-pressed", String(button.dataset.to === language));
    }
    for (const place of document.querySelectorAll("[data-chart]")) {
      const name = place.dataset.chart;
      const drawn = await window.vegaEmbed(place, data.specs[name][language], options);
      if (drawings.has(name)) {
        drawings.get(name).finalize();
      }
      drawings.set(name, drawn);
      if (turn !== asked) {
        return;
      }
    }
    // Tests and printers wait for this.
    root.dataset.drawn = language;
  }

  for (const button of document.querySelectorAll("button[data-to]")) {
    button.addEventListener("click", () => show(button.dataset.to));
  }
  show(firstLanguage());
})();
