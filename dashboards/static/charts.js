/* Draw a chart when it comes into view. Plotly is loaded once, with the first of them, from this site. */
(function () {
  "use strict";
  var me = document.currentScript;
  if (!("IntersectionObserver" in window) || !("Promise" in window)) return;
  document.documentElement.classList.add("js");

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

  // On a narrow screen long category names would leave no room for the bars.
  function fit(figure, width) {
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

  function draw(box) {
    var figure = JSON.parse(document.getElementById(box.getAttribute("data-chart")).textContent);
    loadPlotly().then(function (Plotly) {
      fit(figure, box.clientWidth);
      var config = { displaylogo: false, displayModeBar: false, responsive: true, staticPlot: false, scrollZoom: false };
      return Plotly.newPlot(box, figure.data, figure.layout, config);
    }).catch(function () { box.style.display = "none"; }); // the table below says the same
  }

  document.addEventListener("DOMContentLoaded", function () {
    var observer = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (!entry.isIntersecting) return;
        observer.unobserve(entry.target);
        draw(entry.target);
      });
    }, { rootMargin: "200px" });
    document.querySelectorAll(".chart").forEach(function (box) { observer.observe(box); });
  });
})();
