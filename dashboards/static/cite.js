/* Links to single numbers, tables as CSV, and the news that there is a newer release. All of it is extra: the
   page says everything without it. */
(function () {
  "use strict";
  var me = document.currentScript;
  var words = JSON.parse(me.getAttribute("data-words"));
  var frozen = new URL(me.getAttribute("data-frozen"), location.href).href;
  document.documentElement.classList.add("js");

  /* Under the address of one release, ask the newest one for its number; elsewhere this page is the newest. */
  function announce() {
    var mine = me.getAttribute("data-release");
    if (!mine || decodeURI(location.pathname).indexOf("/" + mine + "/site/") < 0) return;
    var script = document.createElement("script");
    script.src = me.getAttribute("data-newest");
    script.onload = function () {
      var newest = window.newestRelease;
      if (!newest || newest.id === mine) return;
      var box = document.getElementById("newer");
      box.querySelector("span").textContent = newest.id;
      box.hidden = false;
    };
    document.head.appendChild(script);
  }

  function nameOf(number) {
    return number.getAttribute("data-key") + (number.hasAttribute("data-field") ? "~" + number.getAttribute("data-field") : "");
  }

  function cite(number) {
    var box = document.getElementById("cited");
    var address = frozen + "#n=" + encodeURIComponent(nameOf(number));
    box.textContent = "";
    var label = document.createElement("label");
    label.textContent = words.link + " ";
    var field = document.createElement("input");
    field.readOnly = true;
    field.value = address;
    label.appendChild(field);
    var copy = button(words.copy, function () {
      field.select();
      var done = function () { copy.textContent = words.copied; };
      if (navigator.clipboard) navigator.clipboard.writeText(address).then(done, function () { document.execCommand("copy"); done(); });
      else { document.execCommand("copy"); done(); }
    });
    box.append(label, copy, button(words.close, function () { box.hidden = true; number.focus(); }));
    box.hidden = false;
    field.focus();
    field.select();
  }

  function button(text, act) {
    var one = document.createElement("button");
    one.type = "button";
    one.textContent = text;
    one.addEventListener("click", act);
    return one;
  }

  /* While a table is in citing mode each of its numbers is a button. */
  function toggle(control) {
    var on = control.getAttribute("aria-pressed") !== "true";
    control.setAttribute("aria-pressed", String(on));
    var table = document.getElementById(control.getAttribute("data-cite"));
    table.classList.toggle("citing", on);
    var numbers = table.querySelectorAll("[data-key]");
    numbers.forEach(function (number) {
      if (on) { number.tabIndex = 0; number.setAttribute("role", "button"); }
      else { number.removeAttribute("tabindex"); number.removeAttribute("role"); }
    });
    if (on && numbers.length) numbers[0].focus();
  }

  function follow() {
    if (location.hash.indexOf("#n=") !== 0) return;
    var wanted = decodeURIComponent(location.hash.slice(3));
    var found = Array.prototype.filter.call(document.querySelectorAll("[data-key]"), function (number) {
      return nameOf(number) === wanted;
    });
    found.forEach(function (number) { number.classList.add("cited-number"); });
    if (found.length) {
      var first = found[found.length - 1];
      first.tabIndex = -1;
      first.scrollIntoView({ block: "center" });
      first.focus({ preventScroll: true });
    }
  }

  function text(cell) {
    var number = cell.querySelector("[data-value]");
    if (number) return number.getAttribute("data-value").replace(/\.0$/, "");
    var count = cell.querySelector("[data-count]");
    if (count) return count.getAttribute("data-count");
    var mark = cell.querySelector(".mark [aria-hidden]");
    var shown = (mark || cell).textContent.trim().replace(/\s+/g, " ");
    return /^[=+\-@\t\r]/.test(shown) && !/^-?[\d,.]+%?$/.test(shown) ? "'" + shown : shown;
  }

  function csv(id) {
    var table = document.getElementById(id);
    var lines = Array.prototype.map.call(table.rows, function (row) {
      return Array.prototype.map.call(row.cells, function (cell) {
        return '"' + text(cell).replace(/"/g, '""') + '"';
      }).join(",");
    });
    save(id + ".csv", new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv;charset=utf-8" }));
  }

  function save(name, blob) {
    var link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  }

  document.addEventListener("click", function (event) {
    var target = event.target.closest("[data-csv], [data-cite], .citing [data-key]");
    if (!target) return;
    if (target.hasAttribute("data-csv")) csv(target.getAttribute("data-csv"));
    else if (target.hasAttribute("data-cite")) toggle(target);
    else cite(target);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") document.getElementById("cited").hidden = true;
    var number = event.target.closest && event.target.closest(".citing [data-key]");
    if (number && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); cite(number); }
  });
  window.addEventListener("hashchange", follow);
  follow();
  announce();
})();
