// Every page: what Datasette's own table menu asks for, and short facets on narrow screens. No page holds inline scripts.
"use strict";
var DATASETTE_ALLOW_FACET = document.documentElement.dataset.facets !== "false";
if (window.matchMedia("(max-width: 40rem)").matches) {
  for (const facet of document.querySelectorAll("details.facet-info")) facet.open = false;
}
