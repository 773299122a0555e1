/* Draw a chart when it comes into view. Plotly is loaded once, with the first of them, from this site. */
(function () {
  "use strict";
  var me = document.currentScript;
  if (!("IntersectionObserver" in window) || !("Promise" in window)) return;
  document.documentElement.classList.add("js", "charts");

  var PAPER = 640; // pixels between the margins of an upright A4 page
  var bundle = null;
  function loadPlotly() {
    if (bundle) return bundle;
    bundle = new Promise(function (resolve, reject) {
      window.PlotlyConfig = { MathJaxConfig: "local" };
      var script = document.createElement("script");
      script.src = me.getAttribute("data-plotly");
      script.onload = function () { resolve(window.Plotly); };
      script.onerror = reject;
      document.head.appendChild(script);
    });
    return bundle;
  }

  // As many labels under upright bars and lines as the width holds level: Chinese slanted is hard to read.
  function labels(figure, width) {
    var first = figure.data[0];
    if (!first || first.orientation === "h") return 0;
    var widest = Math.max.apply(null, first.x.map(function (text) {
      return Array.from(text).reduce(function (sum, one) { return sum + (one > "\u2e80" ? 12 : 7); }, 0);
    }));
    return Math.max(2, Math.floor((width - 72) / (widest + 10)));
  }

  // On a narrow screen long category names would leave no room for the bars.
  function fit(figure, width) {
    var most = labels(figure, width);
    if (most) figure.layout.xaxis.nticks = most;
    if (width >= 480) return figure;
    figure.layout.font.size = 11;
    figure.layout.margin.l = 40;
    if (figure.layout.showlegend) {
      // Above the plot a legend of several lines would lie on the unit.
      figure.layout.legend = { orientation: "h", x: 0, xanchor: "left", yref: "container", y: 0, yanchor: "bottom" };
    }
    figure.data.forEach(function (trace) {
      if (trace.orientation === "h") {
        figure.layout.margin.r = 68;
        trace.y = trace.y.map(function (name) { return name.length > 12 ? name.slice(0, 11) + "…" : name; });
      }
    });
    return figure;
  }

  function draw(box, Plotly) {
    var figure = fit(JSON.parse(document.getElementById(box.getAttribute("data-chart")).textContent), box.clientWidth);
    var config = { displaylogo: false, displayModeBar: false, responsive: true, staticPlot: false, scrollZoom: false };
    return Plotly.newPlot(box, figure.data, figure.layout, config);
  }

  // One after the other, with room between two for the reader's own clicks and scrolling.
  var shown = new Map();
  var line = Promise.resolve();
  function show(box) {
    if (!shown.has(box)) {
      observer.unobserve(box);
      line = line.then(pause).then(loadPlotly).then(function (Plotly) { return draw(box, Plotly); })
        .catch(function () { box.style.display = "none"; }); // the table below says the same
      shown.set(box, line);
    }
    return shown.get(box);
  }
  function pause() {
    return new Promise(function (done) {
      if (window.requestIdleCallback) requestIdleCallback(done, { timeout: 200 });
      else setTimeout(done, 0);
    });
  }

  var observer = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) { if (entry.isIntersecting) show(entry.target); });
  }, { rootMargin: "200px" });
  document.querySelectorAll(".chart").forEach(function (box) { observer.observe(box); });

  // A picture of the chart, drawn for it when the chart has not come into view yet.
  document.addEventListener("click", function (event) {
    var control = event.target.closest("[data-image]");
    if (!control) return;
    var box = document.getElementById(control.getAttribute("data-of")).querySelector(".chart");
    show(box).then(loadPlotly).then(function (Plotly) {
      return Plotly.downloadImage(box, {
        format: control.getAttribute("data-image"), filename: control.getAttribute("data-of"),
        width: 1000, height: Math.max(box.clientHeight, 340), scale: 2,
      });
    });
  });

  // Paper is narrower than most windows: charts take its width while printing, and those not drawn yet are drawn.
  function size(width) {
    if (!window.Plotly) return;
    document.querySelectorAll(".chart").forEach(function (box) {
      if (width && !shown.has(box)) { observer.unobserve(box); shown.set(box, draw(box, window.Plotly)); }
      if (!box.layout) return;
      var wide = width ? Math.min(width, box.clientWidth) : 0;
      var most = labels(box, wide || box.clientWidth);
      var change = width ? { width: wide } : { width: null, autosize: true };
      if (most) change["xaxis.nticks"] = most;
      window.Plotly.relayout(box, change);
    });
  }
  window.addEventListener("beforeprint", function () { size(PAPER); });
  window.addEventListener("afterprint", function () { size(0); });
})();
