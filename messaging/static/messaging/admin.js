/* What Django's forms lack for keys and screen readers. Names for what select2 puts in the place of a choice: to a screen reader its boxes have none (WCAG 4.1.2). */
"use strict";
{
  const head = (cell) => cell?.closest("table").tHead.rows[0].cells[cell.cellIndex].textContent;

  const nameOf = (select) => (select.labels[0]?.textContent ?? head(select.closest("td")) ?? "").trim().replace(/:$/, "");

  const name = (select) => {
    const box = select.nextElementSibling?.querySelector(".select2-selection");
    if (!box) return;
    const shown = box.querySelector(".select2-selection__rendered")?.textContent.trim();
    const isMultiple = select.multiple;
    box.removeAttribute("aria-labelledby");
    box.setAttribute("aria-label", shown && !isMultiple ? `${nameOf(select)}: ${shown}` : nameOf(select));
    for (const part of box.querySelectorAll(".select2-search__field, [role=textbox]")) {
      part.setAttribute("aria-label", nameOf(select));
    }
    // A button to take all out, which is no item of the list that it stands in.
    box.querySelector("ul > .select2-selection__clear")?.remove();
  };

  const nameAll = (place) => {
    for (const select of place.querySelectorAll("select.admin-autocomplete")) name(select);
  };

  // What a table of rows cuts off is reached by keys.
  const reach = new ResizeObserver((tables) => {
    for (const { target } of tables) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  document.addEventListener("DOMContentLoaded", () => {
    for (const table of document.querySelectorAll(".inline-group .tabular")) reach.observe(table);
  });

  // After Django's own script, which waits for the same and has made them.
  window.django.jQuery(() => {
    nameAll(document);
    window.django.jQuery(document).on("change select2:open", "select.admin-autocomplete", ({ target }) => {
      name(target);
      const search = document.querySelector(".select2-container--open .select2-dropdown .select2-search__field");
      search?.setAttribute("aria-label", nameOf(target));
    });
  });
  document.addEventListener("formset:added", ({ target }) => nameAll(target));
}
