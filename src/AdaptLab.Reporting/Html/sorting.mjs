// Sorts a table by the column whose heading is pressed: upwards, then downwards, then as it was. Of the report's page and of the
// editor's panel; without it the table stays as it is.

const units = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 };

/** Puts a button into each heading. */
export function makeSortable(table) {
  const rows = [...table.tBodies[0].rows];
  const heads = [...table.tHead.rows[0].cells];
  if (rows.length < 2) {
    return;
  }
  for (const [column, head] of heads.entries()) {
    const button = head.ownerDocument.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const direction = { ascending: "descending", descending: "none" }[head.getAttribute("aria-sort")] ?? "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", direction);
      const keys = rows.map((row) => keyOf(row.cells[column].textContent, head.classList.contains("number")));
      table.tBodies[0].append(...(direction === "none" ? rows : order(keys, direction === "descending").map((row) => rows[row])));
    });
  }
}

/** What a cell is sorted by: of a number its value, of a time its milliseconds, else its words; nothing where it is empty or a dash. */
export function keyOf(text, isNumeric) {
  const words = text.replaceAll(/\s+/g, " ").trim();
  const [number, unit] = (isNumeric && /^([+−-]?\d[\d,]*(?:\.\d+)?)(?: (ms|s|min|h)\b)?/.exec(words)?.slice(1)) || [];
  return number === undefined ? ["", "–"].includes(words) ? undefined : words : Number(number.replaceAll(",", "").replace("−", "-")) * (units[unit] ?? 1);
}

/** The places of the keys in their order; those without a key are the last either way, and equals stay as they are. */
export function order(keys, isDescending) {
  return [...keys.keys()].sort((first, second) => {
    const [one, other] = [keys[first], keys[second]];
    if (one === undefined || other === undefined) {
      return (one === undefined) - (other === undefined);
    }
    const difference = typeof one === "number" && typeof other === "number" ? one - other : String(one).localeCompare(String(other), "en", { numeric: true });
    return isDescending ? -difference : difference;
  });
}
